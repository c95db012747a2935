/** One owner per store: a file that names the process, void when that process is gone. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SondeError } from '@sonde/conventions';
import { isProcessAlive, ownIdentity, type ProcessIdentity, startHeartbeat } from '@sonde/otlp/segments';

const attemptsMax = 5;

/**
 * Takes a store for this process.
 *
 * @param directory - Of the store.
 * @returns Gives it back.
 * @throws SondeError STORE_IN_USE, DIRECTORY_UNWRITABLE
 */
export function takeOwnership(directory: string): () => void {
  const file = join(directory, 'owner.json');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    claim(directory, file);
  } catch (cause) {
    if (cause instanceof SondeError) throw cause;
    const reason = (cause as Error).message;
    throw new SondeError('DIRECTORY_UNWRITABLE', `${directory}: ${reason}`, { cause });
  }
  const stopHeartbeat = startHeartbeat(file);
  return () => {
    stopHeartbeat();
    rmSync(file, { force: true });
  };
}

function claim(directory: string, file: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const fd = openSync(file, 'wx', 0o600);
      writeSync(fd, JSON.stringify(ownIdentity()));
      closeSync(fd);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === attemptsMax) throw error;
    }
    const owner = readOwner(file);
    if (owner && isProcessAlive(owner, directory))
      throw new SondeError('STORE_IN_USE', `${directory} belongs to process ${owner.pid}`);
    setAside(file);
  }
}

// Of two processes that find the same dead owner, one rename succeeds.
function setAside(file: string): void {
  const stale = `${file}.${process.pid}`;
  try {
    renameSync(file, stale);
    rmSync(stale, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    const { pid, startTimeMs, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startTimeMs === 'number'
      ? { pid, startTimeMs, ...rest }
      : undefined;
  } catch {
    return undefined;
  }
}
