/** Tells whether the process that wrote a file still lives. */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** A process as it describes itself in a file. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Unix ms; when the process, or something it did at its start, began. */
  readonly startTimeMs: number;
}

// /proc counts start times in ticks of 10 ms from a boot time that is rounded to a second.
const clockToleranceMs = 3_000;
const ticksPerSecond = 100;

/** When this process started, Unix ms. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTimeMs: Math.round(performance.timeOrigin) };
}

/**
 * True while the process lives. A process of the same number that started later is another one, unless it holds
 * files of `directory` open: wall clocks are set, and a live writer must not lose its files to that.
 *
 * @param identity - As the file says.
 * @param directory - Folder that the process writes into.
 */
export function isProcessAlive(identity: ProcessIdentity, directory?: string): boolean {
  if (!canBeSignalled(identity.pid)) return false;
  const startedMs = processStartMs(identity.pid);
  if (startedMs === undefined || startedMs <= identity.startTimeMs + clockToleranceMs) return true;
  return directory !== undefined && holdsFilesOf(identity.pid, directory);
}

function canBeSignalled(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's, but alive
  }
}

/** Start of a process, Unix ms; undefined where there is no /proc. */
function processStartMs(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold blanks; the start time is field 22, the twentieth after it.
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const bootSeconds = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    const startedMs = (bootSeconds + ticks / ticksPerSecond) * 1_000;
    return Number.isFinite(startedMs) ? startedMs : undefined;
  } catch {
    return undefined;
  }
}

function holdsFilesOf(pid: number, directory: string): boolean {
  try {
    const prefix = realpathSync(directory) + sep;
    const fds = readdirSync(`/proc/${pid}/fd`);
    return fds.some((fd) => linkTarget(`/proc/${pid}/fd/${fd}`).startsWith(prefix));
  } catch {
    return false; // another user's process, or the directory is gone
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // closed in the meantime
  }
}
