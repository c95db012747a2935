/** What an installation brings: packages and megabytes. */
import { fileURLToPath } from 'node:url';
import { footprintOfLocked, footprintOfPacked } from '../../lib/footprint.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';

/** Sonde is installed from its tarballs into an empty folder; of the others what the lock file of bench/ names is counted. */
export async function measure({ folder, options }: ScenarioRun): Promise<Measured> {
  const bench = fileURLToPath(new URL('../..', import.meta.url));
  const { packages, bytes } =
    folder === 'sonde'
      ? footprintOfPacked(['@sonde/sdk'], options.home)
      : footprintOfLocked(bench, `subjects/${folder}`);
  return { figures: { packages, megabytes: bytes / 1e6 } };
}
