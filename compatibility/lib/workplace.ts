/** A folder of its own for each case: its files, what its lock file names, and the packed packages. */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, type Packed, runProgram } from '../../scripts/tarballs.ts';

/** What an application installs that starts the SDK. */
const APPLICATION = ['conventions', 'statistics', 'redaction', 'otlp', 'observe', 'sdk'].map(
  (name) => `@sonde/${name}`,
);
const quiet = ['--no-audit', '--no-fund', '--silent', '--ignore-scripts', '--prefer-offline'];

/**
 * Makes the folder, as a user would have it.
 *
 * @param from - Folder of the case.
 * @param into - Where it is put; must not exist.
 * @param packed - All packed packages.
 * @param names - Those to install.
 * @returns How the installation ended.
 */
export function makeWorkplace(
  from: string,
  into: string,
  packed: readonly Packed[],
  names: readonly string[] = APPLICATION,
): Outcome {
  mkdirSync(into, { recursive: true });
  cpSync(from, into, { recursive: true, filter: (path) => !path.includes('node_modules') });
  if (existsSync(join(from, 'package-lock.json'))) {
    const foreign = runProgram('npm', ['ci', ...quiet], into);
    if (!foreign.ok) return foreign;
  }
  const tarballs = packed.filter(({ name }) => names.includes(name)).map(({ tarball }) => tarball);
  return runProgram('npm', ['install', '--no-save', ...quiet, ...tarballs], into);
}
