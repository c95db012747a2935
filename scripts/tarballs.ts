/** The packages as users get them: packed, and installed from npm's cache where that has what they need. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A packed package, and what its manifest promises. */
export interface Packed {
  readonly name: string;
  readonly tarball: string;
  readonly exports: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly bins: readonly string[];
  /** Optional peers at the versions developed with: who opens a door that needs one has installed it. */
  readonly optionalPeers: readonly string[];
}

/** How a program ended, and everything it printed. */
export interface Outcome {
  readonly ok: boolean;
  readonly stdout: string;
  /** Standard output and standard error. */
  readonly output: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Packed['exports'];
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Far more than anything here takes: only a hang ends so. */
const RUN_MS_MAX = 120_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Packs every package into a folder. Needs a build. */
export function packAll(into: string): Packed[] {
  return manifestFiles().map((file) => packOne(file, into));
}

/** Packs some packages, and those of the workspaces that they depend on, into a folder. Needs a build. */
export function packWithDependencies(names: readonly string[], into: string): Packed[] {
  const files = new Map(manifestFiles().map((file) => [manifestAt(file).name, file]));
  const wanted = new Set(names);
  for (const name of wanted) {
    const { dependencies = {} } = manifestAt(files.get(name) ?? '');
    for (const dependency of Object.keys(dependencies)) if (files.has(dependency)) wanted.add(dependency);
  }
  return [...wanted].map((name) => packOne(files.get(name) ?? '', into));
}

/** Installs with npm: from its cache, or from the network when the cache has not everything. */
export function installWithNpm(
  wanted: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Outcome {
  const flags = ['install', '--no-audit', '--no-fund', ...wanted];
  const offline = runProgram('npm', [...flags, '--offline'], cwd, environment);
  return offline.ok ? offline : runProgram('npm', [...flags, '--prefer-offline'], cwd, environment);
}

/** Runs a program to its end. */
export function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = process.env,
): Outcome {
  const options = { cwd, encoding: 'utf8', timeout: RUN_MS_MAX, env: environment } as const;
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  return { ok: status === 0, stdout, output: `${stdout}${stderr}${error?.message ?? ''}` };
}

function manifestFiles(): string[] {
  return globSync('packages/*/package.json', { cwd: root }).toSorted();
}

function manifestAt(file: string): Manifest {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
}

function packOne(file: string, into: string): Packed {
  const args = ['pack', '--json', '--silent', '--pack-destination', into];
  const { ok, output } = runProgram('npm', args, join(root, dirname(file)));
  if (!ok) throw new Error(`npm pack in ${dirname(file)} failed: ${output}`);
  const manifest = manifestAt(file);
  const { name, version, exports, bin: command = {}, devDependencies = {} } = manifest;
  const tarball = join(into, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  const bins = typeof command === 'string' ? [name] : Object.keys(command);
  const optionalPeers = Object.entries(manifest.peerDependenciesMeta ?? {})
    .filter(([peer, { optional }]) => optional === true && peer in devDependencies)
    .map(([peer]) => `${peer}@${devDependencies[peer]}`);
  return { name, tarball, exports, bins, optionalPeers };
}
