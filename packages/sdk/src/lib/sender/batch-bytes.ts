/** How much of a spool is read for one request. */
import type { ResolvedFrame } from '@sonde/otlp/segments';

/** More records, or more bytes, would stall the loop by one request. */
const RECORDS = 512;
const BYTES_MIN = 256 * 1_024;
const BYTES_MAX = 1_024 * 1_024;

/**
 * Bytes of the next batch, so that it holds about 512 records like those of the last one. A request costs 1 ms of CPU
 * whatever it holds: 25 spans of 10 KB in each took as long to post as to make.
 */
export function batchBytesAfter(frames: readonly ResolvedFrame[]): number {
  const [first, last] = [frames[0], frames.at(-1)];
  if (first === undefined || last === undefined || first.position.segment !== last.position.segment)
    return BYTES_MIN;
  const frameBytes = (last.end - first.position.offset) / frames.length;
  return Math.min(Math.max(frameBytes * RECORDS, BYTES_MIN), BYTES_MAX);
}
