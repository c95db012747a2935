/** Takes over spools whose process died before its sender was done. */
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '@sonde/observe';
import type { Ledger } from '../spool/ledger.ts';
import { processAlive } from '../spool/process-alive.ts';
import type { SpoolManifest } from '../spool/spool.ts';
import type { PostTarget } from './post.ts';
import { Sender } from './sender.ts';

const manifestName = /^spool(?:\.(\d+))?\.json$/;
const CHECK_MS = 1_000;

/**
 * Starts a sender for every dead process's spool of the service.
 *
 * @param serviceDirectory - All spools of the service.
 * @param own - This process's own spool, left alone.
 * @returns The senders started.
 */
export function adoptSpools(
  serviceDirectory: string,
  own: string,
  target: PostTarget,
  ledger: Ledger,
): Sender[] {
  const spools = readdirSync(serviceDirectory, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return spools.flatMap(({ name }) => {
    const directory = join(serviceDirectory, name);
    return directory !== own && claim(directory) ? [adopt(directory, target, ledger)] : [];
  });
}

/** Rename is atomic: of several processes that try, one wins. */
function claim(directory: string): boolean {
  try {
    const file = readdirSync(directory).find((name) => manifestName.test(name));
    if (file === undefined) return false;
    const manifest = JSON.parse(readFileSync(join(directory, file), 'utf8')) as SpoolManifest;
    const owner = Number(manifestName.exec(file)?.[1] ?? manifest.pid);
    const startTimeMs = owner === manifest.pid ? manifest.startTimeMs : Number.NaN;
    if (manifest.delivery !== 'endpoint' || stillOwned(owner, startTimeMs)) return false;
    renameSync(join(directory, file), join(directory, `spool.${process.pid}.json`));
    return true;
  } catch {
    return false;
  }
}

/** An adopter's own start time is not on record: its id alone decides. */
function stillOwned(owner: number, startTimeMs: number): boolean {
  if (owner === process.pid) return Math.abs(startTimeMs - (Date.now() - performance.now())) < 1_000;
  return processAlive(owner, Number.isNaN(startTimeMs) ? Date.now() : startTimeMs);
}

function adopt(directory: string, target: PostTarget, ledger: Ledger): Sender {
  const sender = new Sender({ ...target, directory, ledger });
  sender.start();
  void removeWhenDrained(sender, directory);
  return sender;
}

async function removeWhenDrained(sender: Sender, directory: string): Promise<void> {
  try {
    while (!sender.idle) await sleep(CHECK_MS, undefined, { ref: false });
    sender.stop();
    rmSync(directory, { recursive: true, force: true });
  } catch (error) {
    runtime.onInternalError('adopt spool', error);
  }
}
