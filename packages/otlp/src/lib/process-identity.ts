/** Who wrote a file, and whether that process still lives: how spools, stores and studios tell what is left over. */
import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, sep } from 'node:path';

/** A process as it describes itself in a file. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, Unix ms. */
  readonly startTimeMs: number;
  /** Where its pid means something: host and pid namespace. Absent: here. */
  readonly pidScope?: string;
}

// /proc counts start times in ticks of 10 ms from a boot time that is rounded to a second.
const clockToleranceMs = 3_000;
const ticksPerSecond = 100;

/** How often a process touches one of its files, for those that cannot look it up, in ms. */
export const HEARTBEAT_MS = 30_000;

/** A process of another pid scope counts as dead when it has missed this many heartbeats. */
const HEARTBEATS_MISSED = 4;

/** This process. The start time is that of all its threads, and does not change when the wall clock is set. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTimeMs: Math.round(performance.timeOrigin), pidScope: ownPidScope() };
}

/**
 * True while the process lives. A process of the same number that started later is another one, unless it holds
 * files of `directory` open: wall clocks are set, and a live writer must not lose its files to that. A process of
 * another pid scope (a container that shares the directory) cannot be looked up: it lives while it touches its files.
 *
 * @param identity - As the file says.
 * @param directory - Folder that the process writes into.
 */
export function isProcessAlive(identity: ProcessIdentity, directory?: string): boolean {
  if (identity.pidScope !== undefined && identity.pidScope !== ownPidScope())
    return directory !== undefined && isTouched(directory);
  if (!canBeSignalled(identity.pid)) return false;
  const own = identity.pid === process.pid;
  const startedMs = own ? Math.round(performance.timeOrigin) : processStartMs(identity.pid);
  const toleranceMs = own ? 0 : clockToleranceMs;
  if (startedMs === undefined || startedMs <= identity.startTimeMs + toleranceMs) return true;
  return directory !== undefined && holdsFilesOf(identity.pid, directory);
}

/**
 * Touches a file from now on, so that processes of other pid scopes see that this one lives. Keeps no process alive.
 *
 * @param file - In the directory that {@link isProcessAlive} is asked about.
 * @returns Stops it.
 */
export function startHeartbeat(file: string): () => void {
  const timer = setInterval(() => touch(file), HEARTBEAT_MS).unref();
  return () => clearInterval(timer);
}

function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // the file was taken over or removed: nothing is left to keep
  }
}

/** Two hosts have the same number for their first namespace: the host name tells them apart. */
function ownPidScope(): string {
  return `${hostname()} ${linkTarget('/proc/self/ns/pid')}`.trim();
}

function isTouched(directory: string): boolean {
  try {
    const touchedMs = readdirSync(directory).map((name) => statSync(join(directory, name)).mtimeMs);
    return Math.max(0, ...touchedMs) > Date.now() - HEARTBEATS_MISSED * HEARTBEAT_MS;
  } catch {
    return true; // a file went away while it was looked at: somebody is at work
  }
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
