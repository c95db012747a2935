/** One owner per store: a file that names the process, void when that process is gone. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SondeError } from '@sonde/conventions';

interface Owner {
  readonly pid: number;
  /** Start of the process in ticks since boot; empty where the system does not tell. */
  readonly start: string;
}

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
  return () => rmSync(file, { force: true });
}

function claim(directory: string, file: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const fd = openSync(file, 'wx', 0o600);
      writeSync(fd, JSON.stringify({ pid: process.pid, start: processStart(process.pid) } satisfies Owner));
      closeSync(fd);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === attemptsMax) throw error;
    }
    const owner = readOwner(file);
    if (owner && isAlive(owner))
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

function readOwner(file: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Partial<Owner>;
    return typeof owner.pid === 'number' ? { pid: owner.pid, start: owner.start ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, start }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = processStart(pid);
  return start === '' || now === '' || start === now;
}

/** Field 22 of /proc/<pid>/stat: proc_pid_stat(5). The name before it may hold spaces and brackets. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
