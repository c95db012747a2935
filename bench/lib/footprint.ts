/** What a library brings into node_modules: number of packages, and their bytes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installWithNpm, packWithDependencies } from '../../scripts/tarballs.ts';

/** An installation. */
export interface Footprint {
  readonly packages: number;
  /** Lengths of all files, not the blocks they take. */
  readonly bytes: number;
}

interface LockEntry {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/**
 * Packs packages of this repository, installs them into an empty folder as a user does, and counts. Needs a build.
 *
 * @param names - Packages that the user asks for.
 * @param folder - Empty folder.
 */
export function footprintOfPacked(names: readonly string[], folder: string): Footprint {
  const application = join(folder, 'application');
  mkdirSync(application);
  const packed = packWithDependencies(names, folder);
  const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const dependencies = Object.fromEntries(names.map((name) => [name, tarballs[name] ?? '']));
  const manifest = {
    name: 'application',
    private: true,
    dependencies,
    overrides: withoutAsked(tarballs, names),
  };
  writeFileSync(join(application, 'package.json'), JSON.stringify(manifest));
  const { ok, output } = installWithNpm([], application, process.env);
  if (!ok) throw new Error(`npm install of ${names.join(', ')} failed:\n${output}`);
  const paths = Object.keys(readLock(application).packages).filter((path) => path !== '');
  return footprintOf(application, paths);
}

/**
 * Counts what the lock file says an installed workspace needs, peers included; each version of a package once, since
 * copies beside each other come from the other workspaces.
 *
 * @param root - Folder with package-lock.json and node_modules.
 * @param workspace - Path of the workspace below it.
 */
export function footprintOfLocked(root: string, workspace: string): Footprint {
  const { packages } = readLock(root);
  const found = new Set<string>();
  const versions = new Map<string, string>();
  const open = [workspace];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (const name of neededBy(packages[from] ?? {})) {
      const path = resolvedFrom(from, name, packages);
      if (path === undefined || found.has(path) || !existsSync(join(root, path))) continue;
      found.add(path);
      versions.set(`${name}@${packages[path]?.version ?? ''}`, path);
      open.push(path);
    }
  }
  return footprintOf(root, [...versions.values()]);
}

/** npm wants no override for what is asked for directly. */
function withoutAsked(
  tarballs: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(tarballs).filter(([name]) => !names.includes(name)));
}

function neededBy(entry: LockEntry): string[] {
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = entry;
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/** Where Node finds a package: the nearest node_modules on the way up. */
function resolvedFrom(from: string, name: string, packages: Lock['packages']): string | undefined {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/')))) {
    const path = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (path in packages) return path;
    if (base === '') return undefined;
  }
}

function footprintOf(root: string, paths: readonly string[]): Footprint {
  const bytes = paths.reduce((sum, path) => sum + bytesBelow(join(root, path)), 0);
  return { packages: paths.length, bytes };
}

/** Bytes of a package without those that are installed below it. */
function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === 'node_modules') return sum;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesBelow(path);
    return sum + (entry.isFile() ? statSync(path).size : 0);
  }, 0);
}

function readLock(folder: string): Lock {
  return JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as Lock;
}
