/** Takes over spools whose process died before its sender was done. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '@sonde/observe';
import { isProcessAlive, ownIdentity, type ProcessIdentity, startHeartbeat } from '@sonde/otlp/segments';
import type { Ledger } from '../spool/ledger.ts';
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
    const manifest = entry.isDirectory() && directory !== own ? claim(directory) : undefined;
    if (manifest !== undefined) senders.push(adopt(directory, manifest, target, ledger));
  }
  return senders;
}

/**
 * Makes a dead process's spool this one's. Rename is atomic: of several processes that try, one wins. The new name
 * says who it was until the content does.
 *
 * @returns The manifest, if this process has it now.
 */
function claim(directory: string): string | undefined {
  try {
    const name = readdirSync(directory).find((each) => manifestName.test(each));
    if (name === undefined) return undefined;
    const manifest = JSON.parse(readFileSync(join(directory, name), 'utf8')) as SpoolManifest;
    if (manifest.delivery !== 'endpoint' || isProcessAlive(ownerOf(name, manifest), directory))
      return undefined;
    const own = ownIdentity();
    const claimed = join(directory, `spool.${own.pid}-${own.startTimeMs}.json`);
    renameSync(join(directory, name), claimed);
    writeFileSync(claimed, JSON.stringify({ ...manifest, ...own }), { mode: 0o600 });
    return claimed;
  } catch {
    return undefined;
  }
}

function ownerOf(name: string, manifest: SpoolManifest): ProcessIdentity {
  const [, pid = manifest.pid, startTimeMs = manifest.startTimeMs] = manifestName.exec(name) ?? [];
  return { ...manifest, pid: Number(pid), startTimeMs: Number(startTimeMs) };
}

function adopt(directory: string, manifest: string, target: PostTarget, ledger: Ledger): Sender {
  const sender = new Sender({ ...target, directory, ledger });
  sender.start();
  void removeWhenDrained(sender, directory, startHeartbeat(manifest));
  return sender;
}

async function removeWhenDrained(
  sender: Sender,
  directory: string,
  stopHeartbeat: () => void,
): Promise<void> {
  try {
    while (!sender.idle) {
      if (sender.stopped) return;
      await sleep(CHECK_MS, undefined, { ref: false });
    }
    sender.stop();
    rmSync(directory, { recursive: true, force: true });
  } catch (error) {
    runtime.onInternalError('adopt spool', error);
  } finally {
    stopHeartbeat();
  }
}
