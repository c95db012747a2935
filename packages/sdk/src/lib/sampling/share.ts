/** A share of ids, the same in every process: what a smaller share keeps, a larger one keeps as well. */

/** Hexadecimal digits of an id that decide: 52 bits, which a number holds exactly. */
const DIGITS = 13;
const RANGE = 16 ** DIGITS;

/**
 * Whether an id belongs to a share of all ids.
 *
 * The rightmost 56 bits of a trace id are random (W3C Trace Context, level 2), and OpenTelemetry's consistent probability
 * samplers keep those that are large enough; this goes by the upper 52 of them.
 *
 * @param id - Trace or span id, in hexadecimal.
 * @param ratio - 0 to 1.
 */
export function isInShare(id: string, ratio: number): boolean {
  if (ratio >= 1) return true;
  const randomness = Number.parseInt(id.slice(-14, -14 + DIGITS), 16);
  return randomness >= RANGE * (1 - ratio) && ratio > 0;
}
