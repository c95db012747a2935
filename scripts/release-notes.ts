/** Moves the notes of .changes into CHANGELOG.md under a new version, and gives every package that version. */
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Note {
  readonly kind: string;
  readonly packages: string;
  readonly text: string;
}

const KINDS = ['security', 'removed', 'changed', 'added', 'fixed'];

function readNote(file: string): Note {
  const match = /^kind: (\w+)\npackages: (.+)\n\n([\s\S]+)$/.exec(readFileSync(file, 'utf8'));
  const [, kind = '', packages = '', text = ''] = match ?? [];
  if (!KINDS.includes(kind)) throw new Error(`${file} is no note of a change: see .changes/README.md.`);
  return { kind, packages, text: text.trim() };
}

function sectionOf(kind: string, notes: readonly Note[]): string[] {
  const lines = notes
    .filter((note) => note.kind === kind)
    .map(({ packages, text }) => `- **${packages}**: ${text.replaceAll('\n', '\n  ')}`);
  return lines.length === 0 ? [] : [`### ${kind[0]?.toUpperCase()}${kind.slice(1)}`, lines.join('\n')];
}

/** Sets the version in a manifest, and in its dependencies on the other packages. */
function setVersion(file: string, version: string, names: ReadonlySet<string>): void {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  manifest['version'] = version;
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
    const dependencies = (manifest[kind] ?? {}) as Record<string, string>;
    for (const name of Object.keys(dependencies)) if (names.has(name)) dependencies[name] = version;
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const [version = ''] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
  throw new Error(`"${version}" is no version. Run: npm run release:notes -- 0.2.0`);
}
const files = globSync('.changes/*.md').filter((file) => !file.endsWith('README.md'));
if (files.length === 0) throw new Error('There is nothing to release: .changes holds no note.');
const notes = files.toSorted().map(readNote);
const changelog = readFileSync('CHANGELOG.md', 'utf8');
const section = [`## ${version}`, ...KINDS.flatMap((kind) => sectionOf(kind, notes))].join('\n\n');
const at = changelog.search(/^## /m);
const head = (at === -1 ? changelog : changelog.slice(0, at)).trimEnd();
const tail = at === -1 ? '' : `\n\n${changelog.slice(at).trimEnd()}`;

const manifests = globSync('packages/*/package.json');
const names = new Set(
  manifests.map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { name: string }).name),
);
for (const file of manifests) setVersion(file, version, names);
writeFileSync('CHANGELOG.md', `${head}\n\n${section}${tail}\n`);
for (const file of files) rmSync(file);
console.log(`${files.length} notes moved to CHANGELOG.md, ${manifests.length} packages are ${version}.`);
console.log('Now run "npm run lock", look at the changes and commit them.');
