/** Takes over spools whose process died before its sender was done. */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runtime } from '@sonde/observe';
import { ownIdentity, recoverOpenSpans, startHeartbeat } from '@sonde/otlp/segments';
import { writeOwnFile } from '../own-file.ts';
import { claimDeadSpool } from '../spool/claim-spool.ts';
import type { Ledger } from '../spool/ledger.ts';
import type { PostTarget } from './post.ts';
import { Sender } from './sender.ts';

/** Each holds a file open and polls; those beyond wait until one of them is done, or for the next process. */
export const ADOPTED_MAX = 16;

/** What is taken over, and where it goes. */
export interface Adoption {
  /** All spools of the service. */
  readonly serviceDirectory: string;
  /** This process's own spool, left alone. */
  readonly own: string;
  readonly target: PostTarget;
  readonly ledger: Ledger;
  /** How many at most (16). */
  readonly countMax?: number;
}

/**
 * Starts a sender for dead processes' spools of the service.
 *
 * @returns The senders started.
 */
export function adoptSpools({
  serviceDirectory,
  own,
  target,
  ledger,
  countMax = ADOPTED_MAX,
}: Adoption): Sender[] {
  const senders: Sender[] = [];
  for (const entry of readdirSync(serviceDirectory, { withFileTypes: true })) {
    if (senders.length >= countMax) break;
    const directory = join(serviceDirectory, entry.name);
    const manifest = entry.isDirectory() && directory !== own ? claim(directory) : undefined;
    if (manifest !== undefined) senders.push(adopt(directory, manifest, target, ledger));
  }
  return senders;
}

/** Returns the manifest's file, if this process has the spool now. */
function claim(directory: string): string | undefined {
  const claimed = claimDeadSpool(directory, ({ delivery }) => delivery === 'endpoint');
  if (claimed === undefined) return undefined;
  const { file, manifest } = claimed;
  try {
    // Replaced as a whole: a full disk must not leave half a manifest, with which nobody would take the spool again.
    writeOwnFile(`${file}.new`, JSON.stringify({ ...manifest, ...ownIdentity() }));
    renameSync(`${file}.new`, file);
  } catch (error) {
    runtime.onInternalError('adopt spool', error);
  }
  return file;
}

/** The spool is removed as soon as it is drained: a short process may end right after. */
function adopt(directory: string, manifest: string, target: PostTarget, ledger: Ledger): Sender {
  recoverOpen(directory);
  const sender: Sender = new Sender({
    ...target,
    directory,
    ledger,
    inherited: true,
    whenIdle: () => remove(sender, directory, ledger),
    whenStopped: startHeartbeat(manifest),
  });
  sender.start();
  return sender;
}

function recoverOpen(directory: string): void {
  try {
    recoverOpenSpans(directory);
  } catch (error) {
    runtime.onInternalError('recover open spans', error);
  }
}

function remove(sender: Sender, directory: string, ledger: Ledger): void {
  sender.stop();
  try {
    removeSpool(directory);
    ledger.damaged(sender.pendingBytes);
  } catch (error) {
    runtime.onInternalError('adopt spool', error);
  }
}

/** Events that the spool had refused stay, to be sent from their file. */
function removeSpool(directory: string): void {
  const names = readdirSync(directory);
  const kept = names.filter((name) => name.startsWith('fallback.'));
  for (const name of inRemovalOrder(names.filter((each) => !kept.includes(each))))
    rmSync(join(directory, name), { recursive: true, force: true });
  if (kept.length === 0) rmSync(directory, { recursive: true, force: true });
}

/**
 * What says that everything was sent goes after the segments, and the manifest last: whoever is killed in between leaves
 * a spool that can be taken over, with nothing left to send, not segments that nobody may touch.
 */
export function inRemovalOrder(names: readonly string[]): string[] {
  const rank = (name: string) => (name.startsWith('spool.') ? 2 : name.startsWith('cursor.') ? 1 : 0);
  return names.toSorted((a, b) => rank(a) - rank(b));
}
