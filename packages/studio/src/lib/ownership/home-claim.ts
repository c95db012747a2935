/** Makes this process the only studio of a home. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SondeError } from '@sonde/conventions';
import { isProcessAlive, ownIdentity, startHeartbeat } from '@sonde/otlp/segments';
import { type RunFile, readRunFile, replaceRunFile, runFilePath } from './run-file.ts';

/** Ownership of a home. */
export interface HomeClaim {
  /** What opens UI and API to the user and the CLI. */
  readonly token: string;
  /** Says where the studio is reached. */
  announce(addresses: { readonly url: string; readonly otlpUrl?: string }): Promise<void>;
  /** Gives the home up. */
  release(): Promise<void>;
}

// Rounds of a race with another studio that starts at the same instant.
const attemptsMax = 5;
// An owner writes the file within milliseconds of creating it; a half-written one that old has lost its owner.
const halfWrittenMaxMs = 2_000;

/**
 * Claims a home, replacing a claim whose process is dead.
 *
 * @param home - Home directory; created when missing.
 * @throws SondeError `STORE_IN_USE` with the address of the running studio, `DIRECTORY_UNWRITABLE`.
 */
export async function claimHome(home: string): Promise<HomeClaim> {
  const path = runFilePath(home);
  await makePrivateDirectory(dirname(path));
  const own: RunFile = { ...ownIdentity(), token: randomBytes(24).toString('base64url') };
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    if (await createExclusively(path, own)) return claimOf(path, own);
    await removeStale(path, home);
  }
  throw inUse(home, await readRunFile(path));
}

async function makePrivateDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new SondeError('DIRECTORY_UNWRITABLE', `Cannot create ${directory}.`, { cause });
  }
}

async function createExclusively(path: string, own: RunFile): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new SondeError('DIRECTORY_UNWRITABLE', `Cannot write ${path}.`, { cause });
  }
  // Another starter that saw the same stale file may have moved ours away: look again.
  await delay(20);
  return (await readRunFile(path))?.token === own.token;
}

async function removeStale(path: string, home: string): Promise<void> {
  const found = await readSettled(path);
  if (found && isProcessAlive(found, dirname(path))) throw inUse(home, found);
  const aside = `${path}.stale-${randomBytes(4).toString('hex')}`;
  if (!(await moved(path, aside))) return;
  const taken = await readRunFile(aside);
  const isAnother = taken !== undefined && taken.token !== found?.token;
  if (isAnother && isProcessAlive(taken, dirname(path))) {
    await rename(aside, path); // the file had been replaced by a living owner in between
    throw inUse(home, taken);
  }
  await rm(aside, { force: true });
}

/** Waits for an owner that has created the file and not yet filled it. */
async function readSettled(path: string): Promise<RunFile | undefined> {
  for (;;) {
    const found = await readRunFile(path);
    if (found) return found;
    const ageMs = await stat(path).then(
      ({ mtimeMs }) => Math.abs(Date.now() - mtimeMs),
      () => Number.POSITIVE_INFINITY,
    );
    if (ageMs > halfWrittenMaxMs) return undefined;
    await delay(50);
  }
}

function moved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  );
}

function claimOf(path: string, own: RunFile): HomeClaim {
  // A studio in another container cannot look this process up: it sees the file stay young.
  const stopHeartbeat = startHeartbeat(path);
  const isOwn = async () => (await readRunFile(path))?.token === own.token;
  return {
    token: own.token,
    announce: (addresses) => replaceRunFile(path, { ...own, ...addresses }),
    release: async () => {
      stopHeartbeat();
      if (await isOwn()) await rm(path, { force: true });
    },
  };
}

function inUse(home: string, owner: RunFile | undefined): SondeError {
  const where = owner?.url ? ` at ${owner.url}` : '';
  const who = owner ? `process ${owner.pid}${where}` : 'another studio';
  return new SondeError('STORE_IN_USE', `The store of ${home} is owned by ${who}.`);
}
