/** Writes times of the OTel SDK as the fixed64 nanoseconds of OTLP. */
import { type ByteWriter, WireType } from '../byte-writer.ts';

/** Seconds and nanoseconds since the Unix epoch. */
export type HrTime = readonly [number, number];

/**
 * Writes the time without a bigint (which would be allocated per call); nothing for 0, which is the default, or for
 * what is no time.
 *
 * Seconds are split at bit 16, so that every product stays below 2^53. Bit operations take the low 32 bits of such a
 * product exactly and, unlike `%`, without a call for the remainder of doubles (20 ns each).
 */
export function writeTime(into: ByteWriter, field: number, time: HrTime | undefined): void {
  const seconds = time?.[0] ?? 0;
  const nanos = time?.[1] ?? 0;
  if (!(seconds >= 0 && seconds < 2 ** 34 && nanos >= 0 && nanos < 2 ** 32) || seconds + nanos === 0) return;
  const upper = Math.floor(seconds / 65536) * 1e9;
  const lower = (seconds & 65535) * 1e9 + Math.floor(nanos);
  const rest = (upper & 65535) * 65536 + lower;
  into.tag(field, WireType.fixed64);
  into.fixed64(rest >>> 0, Math.floor(upper / 65536) + Math.floor(rest / 4294967296));
}

/** Seconds and nanoseconds of a time in Unix nanoseconds. */
export function hrTimeOf(unixNano: bigint): HrTime {
  return [Number(unixNano / 1_000_000_000n), Number(unixNano % 1_000_000_000n)];
}
