/** Takes over spools whose process died before its sender was done. */
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '@sonde/observe';
import type { Ledger } from '../spool/ledger.ts';
import { ownStartTimeMs, processAlive } from '../spool/process-alive.ts';
import type { SpoolManifest } from '../spool/spool.ts';
import type { PostTarget } from './post.ts';
import { Sender } from './sender.ts';

const manifestName = /^spool(?:\.(\d+)-(\d+))?\.json$/;
const CHECK_MS = 1_000;
/** Each holds a file open and polls; those beyond wait for the next process. */
const ADOPTED_MAX = 16;

/**
 * Starts a sender for dead processes' spools of the service, 16 at most.
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
  const senders: Sender[] = [];
  for (const entry of readdirSync(serviceDirectory, { withFileTypes: true })) {
    if (senders.length >= ADOPTED_MAX) break;
    const directory = join(serviceDirectory, entry.name);
    if (entry.isDirectory() && directory !== own && claim(directory))
      senders.push(adopt(directory, target, ledger));
  }
  return senders;
}

/** Rename is atomic: of several processes that try, one wins. Its name says who it was, and when it started. */
function claim(directory: string): boolean {
  try {
    const file = readdirSync(directory).find((name) => manifestName.test(name));
    if (file === undefined) return false;
    const manifest = JSON.parse(readFileSync(join(directory, file), 'utf8')) as SpoolManifest;
    const [, pid = manifest.pid, startTimeMs = manifest.startTimeMs] = manifestName.exec(file) ?? [];
    if (manifest.delivery !== 'endpoint' || processAlive(Number(pid), Number(startTimeMs), directory))
      return false;
    renameSync(join(directory, file), join(directory, `spool.${process.pid}-${ownStartTimeMs()}.json`));
    return true;
  } catch {
    return false;
  }
}

function adopt(directory: string, target: PostTarget, ledger: Ledger): Sender {
  const sender = new Sender({ ...target, directory, ledger });
  sender.start();
  void removeWhenDrained(sender, directory);
  return sender;
}

async function removeWhenDrained(sender: Sender, directory: string): Promise<void> {
  try {
    while (!sender.idle) {
      if (sender.stopped) return;
      await sleep(CHECK_MS, undefined, { ref: false });
    }
    sender.stop();
    rmSync(directory, { recursive: true, force: true });
  } catch (error) {
    runtime.onInternalError('adopt spool', error);
  }
}
