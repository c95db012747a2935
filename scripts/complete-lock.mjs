#!/usr/bin/env node
/**
 * Completes every package-lock.json with the optional packages of platforms that the registry at hand does not carry.
 *
 * npm writes no lock entry for an optional dependency it cannot fetch, and `npm ci` then refuses the lock file as
 * incomplete (measured with npm 11.19.1), also on the platforms that need the entry. `--check` only compares.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The workspaces, and what is outside them with a lock file of its own. */
const LOCK_FILES = [
  'package-lock.json',
  'bench/package-lock.json',
  'compatibility/cases/*/package-lock.json',
  'examples/*/package-lock.json',
  'packages/*/fixtures/*/package-lock.json',
];
const OPERATING_SYSTEMS = 'aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'.split(
  ' ',
);
const PROCESSORS = 'arm64 arm ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64'.split(' ');

/**
 * Adds what is missing to a parsed lock file.
 * @param {{ packages: Record<string, any> }} lock - Parsed package-lock.json; changed in place.
 * @returns {string[]} Paths of the entries added, in order.
 */
export function completeLock(lock) {
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isLocked(lock, path, name))
      .map(([name, version]) => [`node_modules/${name}`, { version, entry }]),
  );
  for (const [path, { version, entry }] of missing) lock.packages[path] = platformEntry(path, version, entry);
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  return missing.map(([path]) => path);
}

/** Whether Node's resolution finds `name` from the package at `path`. */
function isLocked(lock, path, name) {
  for (let base = path; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    if (`${base === '' ? '' : `${base}/`}node_modules/${name}` in lock.packages) return true;
    if (base === '') return false;
    if (!base.includes('node_modules/')) base = '';
  }
}

/** Lock entry of a package known by name and version alone: the name of a binary package tells its platform. */
function platformEntry(path, version, parent) {
  const words = path.toLowerCase().split(/[^a-z0-9]+/);
  const os = OPERATING_SYSTEMS.filter((name) => words.includes(name));
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  const cpu = PROCESSORS.filter((name) => words.includes(name));
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(parent.dev && { dev: true }),
    optional: true,
    ...(os.length > 0 && { os }),
    ...(libc !== undefined && { libc: [libc] }),
  };
}

function main() {
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  for (const file of LOCK_FILES.flatMap((pattern) => globSync(pattern))) {
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    const added = completeLock(lock);
    if (added.length === 0) continue;
    if (process.argv.includes('--check')) {
      console.error(`${file} lacks ${added.length} optional packages (${added[0]}, ...). Run: npm run lock`);
      process.exitCode = 1;
    } else writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
