/** The detail ladder: how much of an operation is observed, and what of it may leave the process. */

/** Rungs of the ladder, from nothing to everything. Each includes what the one before it sees. */
export const detailLevels = ['off', 'metadata', 'errors', 'full', 'debug'] as const;

/**
 * - `off`: not observed.
 * - `metadata`: span, timing, sizes, usage; no content ever.
 * - `errors`: the same, and inputs held in memory, sent only inside an exception event.
 * - `full`: inputs and outputs on spans.
 * - `debug`: full, with per-call resources, caller and state differences.
 */
export type DetailLevel = (typeof detailLevels)[number];

/** True when `level` is at least `floor` on the ladder. */
export function detailAtLeast(level: DetailLevel, floor: DetailLevel): boolean {
  return detailLevels.indexOf(level) >= detailLevels.indexOf(floor);
}
