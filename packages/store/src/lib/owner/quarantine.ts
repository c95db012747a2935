/** Setting a damaged index aside, so that it can be looked at while a new one is built. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Damaged indexes kept; the oldest go first. */
const keptMax = 3;

/**
 * Moves an index away.
 *
 * @returns Where it is now; undefined when there was none.
 */
export function quarantineIndex(indexDirectory: string, quarantineDirectory: string): string | undefined {
  if (!existsSync(indexDirectory)) return undefined;
  mkdirSync(quarantineDirectory, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replaceAll(':', '-');
  const target = join(quarantineDirectory, `index-${time}`);
  renameSync(indexDirectory, target);
  const kept = readdirSync(quarantineDirectory).filter((name) => name.startsWith('index-'));
  for (const name of kept.sort().slice(0, -keptMax))
    rmSync(join(quarantineDirectory, name), { recursive: true, force: true });
  return target;
}
