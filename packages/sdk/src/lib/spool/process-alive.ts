/** Whether the process that wrote a spool still runs. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc/<pid>/stat: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** The start times of the two sources differ by rounding and by the time a runtime takes to start. */
const START_TOLERANCE_MS = 10_000;

/**
 * True when a process with this id runs and, where /proc can tell, started when it should have: ids are reused, and
 * the first process of every container has the same one.
 */
export function processAlive(pid: number, startTimeMs: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const startedMs = processStartMs(pid);
  return startedMs === undefined || Math.abs(startedMs - startTimeMs) < START_TOLERANCE_MS;
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
