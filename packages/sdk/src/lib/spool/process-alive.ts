/** Whether the process that wrote a spool still runs. */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** Clock ticks a second in /proc/<pid>/stat: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** /proc counts start times in ticks from a boot time that is rounded to a second. */
const START_TOLERANCE_MS = 3_000;

/** When this process started, Unix ms; unlike the wall clock it stays the same, in all threads. */
export function ownStartTimeMs(): number {
  return Math.round(performance.timeOrigin);
}

/**
 * True when a process with this id runs and did not start later than it should have: ids are reused, and the first
 * process of every container has the same one. Where the wall clock was set since, the files it holds open decide.
 *
 * @param pid - Its id.
 * @param startTimeMs - When it started, as it wrote itself, Unix ms.
 * @param directory - What it would write into.
 */
export function processAlive(pid: number, startTimeMs: number, directory: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const own = pid === process.pid;
  const startedMs = own ? ownStartTimeMs() : processStartMs(pid);
  const isLater = startedMs !== undefined && startedMs > startTimeMs + (own ? 0 : START_TOLERANCE_MS);
  return !isLater || holdsFilesOf(pid, directory);
}

function processStartMs(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const startTicks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const bootSeconds = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    const startMs = bootSeconds * 1_000 + (startTicks * 1_000) / TICKS_PER_SECOND;
    return Number.isFinite(startMs) ? startMs : undefined;
  } catch {
    return undefined;
  }
}

function holdsFilesOf(pid: number, directory: string): boolean {
  try {
    const prefix = realpathSync(directory) + sep;
    return readdirSync(`/proc/${pid}/fd`).some((fd) => targetOf(`/proc/${pid}/fd/${fd}`).startsWith(prefix));
  } catch {
    return false;
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // closed meanwhile
  }
}
