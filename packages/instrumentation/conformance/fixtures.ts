/** Where the fixtures are, applications with dependencies of their own outside the workspaces, and their installation. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Folder of all fixtures. */
export const fixtures: string = join(import.meta.dirname, '..', 'fixtures');

/** Names of all fixtures that have dependencies. */
export const fixtureNames: readonly string[] = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/**
 * Installs what fixtures depend on, from their lock files. One that is installed as its lock file says is left alone.
 *
 * @param names - The fixtures (all).
 * @returns Names of those that were installed now.
 */
export async function installFixtures(names: readonly string[] = fixtureNames): Promise<string[]> {
  const installed: string[] = [];
  for (const name of names) if (await installFixture(join(fixtures, name))) installed.push(name);
  return installed;
}

async function installFixture(folder: string): Promise<boolean> {
  const hash = createHash('sha256')
    .update(await readFile(join(folder, 'package-lock.json')))
    .digest('hex');
  const marker = join(folder, 'node_modules', '.lock-hash');
  if ((await readFile(marker, 'utf8').catch(() => '')) === hash) return false;
  // Peer ranges of LangGraph's packages do not resolve among the versions that npm serves; none has install scripts.
  const args = ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', args, { cwd: folder, shell: process.platform === 'win32' });
  await writeFile(marker, hash);
  return true;
}
