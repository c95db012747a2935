/** Tidy rules about packages, their manifests and the lock file. */
import bundled from '../bundled-packages.json' with { type: 'json' };
import arrows from '../package-arrows.json' with { type: 'json' };
import { type Finding, type Rule, type TrackedFile, type Workspace, workspacesOf } from './tree.ts';

const allowed: Readonly<Record<string, readonly string[]>> = arrows;

const eachWorkspace =
  (look: (workspace: Workspace, tree: readonly TrackedFile[]) => readonly string[]) =>
  (tree: readonly TrackedFile[]): readonly Finding[] =>
    workspacesOf(tree).flatMap((workspace) =>
      look(workspace, tree).map((message) => ({ path: `packages/${workspace.name}/package.json`, message })),
    );

function doorsOf({ name }: Workspace, tree: readonly TrackedFile[]): string[] {
  const door = new RegExp(`^packages/${name}/(src/[^/]+[.]ts)$`);
  return tree.flatMap(({ path }) => door.exec(path)?.[1] ?? []).filter((path) => !path.endsWith('.test.ts'));
}

/** Sides a door is built for: a dual package may leave a door out of its CommonJS build by excluding it there. */
type Sides = 'esm only' | 'import only' | 'both';

/** Where the JavaScript of a door is. */
function builtFile(format: string, stem: string, isBundled: boolean): string {
  if (!isBundled) return `./dist/${format}/${stem}.js`;
  return `./dist/bundle/${format}/${stem}.${format === 'cjs' ? 'cjs' : 'js'}`;
}

/**
 * What the export of a door has to look like. An ES module without top-level await may also be required
 * (`module-sync`): its author says so.
 */
function expectedExport(
  door: string,
  sides: Sides,
  { mayBeRequired, isBundled }: { readonly mayBeRequired: boolean; readonly isBundled: boolean },
): unknown {
  const stem = door.slice('src/'.length, -'.ts'.length);
  const side = (format: string): object => ({
    types: `./dist/${format}/${stem}.d.ts`,
    default: builtFile(format, stem, isBundled),
  });
  const source = { '@sonde/source': `./${door}` };
  if (sides === 'esm only') return { ...source, ...side('esm') };
  const imported = { ...source, import: side('esm') };
  if (sides === 'import only') return mayBeRequired ? { ...imported, 'module-sync': side('esm') } : imported;
  return { ...imported, require: side('cjs') };
}

function sidesOf(door: string, { name }: Workspace, tree: readonly TrackedFile[]): Sides {
  const config = tree.find(({ path }) => path === `packages/${name}/tsconfig.cjs.json`);
  if (config === undefined) return 'esm only';
  const { exclude = [] } = JSON.parse(config.text) as { exclude?: readonly string[] };
  return exclude.includes(door) ? 'import only' : 'both';
}

/** The export a door stands for. */
function pathOf(door: string): string {
  return door === 'src/index.ts' ? '.' : `./${door.slice('src/'.length, -'.ts'.length)}`;
}

function exportProblems(workspace: Workspace, tree: readonly TrackedFile[]): string[] {
  const { exports: actual = {}, bin = {} } = workspace.manifest;
  const commands = (typeof bin === 'string' ? [bin] : Object.values(bin)).map(
    (file) => `src/${file.replace(/^(\.\/)?dist\/esm\//, '').replace(/\.js$/, '.ts')}`,
  );
  // A command is started, not imported; whether it is a door as well is free.
  const isDoor = (door: string): boolean => !commands.includes(door) || pathOf(door) in actual;
  const doors = doorsOf(workspace, tree).filter(isDoor);
  const expected = new Map(
    doors.map((door) => {
      const path = pathOf(door);
      const mayBeRequired = JSON.stringify(actual[path])?.includes('"module-sync"') ?? false;
      const isBundled = bundled.includes(workspace.name);
      return [path, expectedExport(door, sidesOf(door, workspace, tree), { mayBeRequired, isBundled })];
    }),
  );
  const withoutDoor = Object.keys(actual).filter((path) => path !== './package.json' && !expected.has(path));
  const different = [...expected].filter(
    ([path, target]) => JSON.stringify(actual[path]) !== JSON.stringify(target),
  );
  return [
    ...withoutDoor.map((path) => `the export "${path}" has no door src/*.ts: remove it, or add the file`),
    ...different.map(
      ([path, target]) =>
        `exports["${path}"] must be ${JSON.stringify(target)}; move files that are no door into src/lib`,
    ),
  ];
}

function arrowProblems({ name, manifest }: Workspace): string[] {
  const targets = allowed[name];
  if (targets === undefined) return ['give the package its arrows in scripts/package-arrows.json'];
  const owners = targets.map((target) => target.split('/')[0]);
  return Object.keys(manifest.dependencies ?? {})
    .filter((dependency) => dependency.startsWith('@sonde/'))
    .filter((dependency) => !owners.includes(dependency.slice('@sonde/'.length)))
    .map((dependency) => `${dependency} is no dependency ${name} may have; see scripts/package-arrows.json`);
}

/** The application's copy of the API serves as well, if it is of the same minor version (decision 0008). */
const SHARED_WITH_APPLICATIONS = new Set(['@opentelemetry/api']);

function inexactVersions(path: string, text: string): Finding[] {
  const manifest = JSON.parse(text) as Workspace['manifest'];
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  return Object.entries(all)
    .filter(
      ([name, version]) =>
        !SHARED_WITH_APPLICATIONS.has(name) &&
        (!/^(npm:[^@]+@|file:\.)?[\w./-]*\d*$/.test(version) || /[\^~*><|]|latest/.test(version)),
    )
    .map(([name, version]) => ({ path, message: `${name} "${version}": give the exact version` }));
}

function metadataProblems({ name, manifest }: Workspace, tree: readonly TrackedFile[]): string[] {
  const root = JSON.parse(
    tree.find(({ path }) => path === 'package.json')?.text ?? '{}',
  ) as Workspace['manifest'];
  const expectedName = name === 'cli' ? 'sonde' : `@sonde/${name}`;
  return [
    manifest.name === expectedName ? '' : `name it ${expectedName}`,
    manifest.license === 'Apache-2.0' ? '' : 'license must be Apache-2.0',
    manifest.type === 'module' ? '' : 'type must be module',
    manifest.engines?.['node'] === root.engines?.['node'] ? '' : 'engines.node must be that of the root',
    manifest.files?.includes('dist') ? '' : 'files must name dist',
  ].filter((problem) => problem !== '');
}

function lockProblems({ path, text }: TrackedFile): Finding[] {
  const { packages } = JSON.parse(text) as {
    packages: Record<string, { resolved?: string; link?: boolean; version?: string }>;
  };
  return Object.entries(packages)
    .filter(([, { resolved, link }]) => resolved !== undefined && !link)
    .map(([name]) => ({
      path,
      message: `${name} names the host it came from: set omit-lockfile-registry-resolved=true in .npmrc`,
    }));
}

/** Rules about packages. */
export const packageRules: readonly Rule[] = [
  {
    claim: 'every export of a package is one door src/*.ts, and the other way round',
    findings: eachWorkspace(exportProblems),
  },
  { claim: 'packages depend only along the arrows', findings: eachWorkspace(arrowProblems) },
  {
    claim: 'every dependency has an exact version',
    findings: (tree) =>
      tree
        .filter(({ path }) => /(^|\/)package\.json$/.test(path))
        .flatMap(({ path, text }) => inexactVersions(path, text)),
  },
  { claim: 'every package says what it is in the same way', findings: eachWorkspace(metadataProblems) },
  {
    claim: 'all packages have the same version',
    findings: (tree) => {
      const versions = new Set(workspacesOf(tree).map(({ manifest }) => manifest.version));
      return versions.size <= 1 ? [] : [{ path: 'packages', message: [...versions].join(', ') }];
    },
  },
  {
    claim: 'lock files name no host',
    findings: (tree) =>
      tree.filter(({ path }) => /(^|\/)package-lock\.json$/.test(path)).flatMap(lockProblems),
  },
];
