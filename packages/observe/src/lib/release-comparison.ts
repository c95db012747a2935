/** Judges the latencies of a release once against those of the release before. */
import {
  type BaselineSnapshot,
  batchMediansOf,
  compareLatencies,
  type LatencyComparison,
  type LatencyDetectorSnapshot,
} from '@sonde/statistics';

/** What is known of one operation in one release. */
export interface KnownLatencies {
  readonly baseline: BaselineSnapshot;
  readonly detector: LatencyDetectorSnapshot;
}

/** Calls of the new release after which it is judged: as early as the detector would, then with all it remembers. */
const JUDGED_AFTER_CALLS: readonly number[] = [320, 820];
/** Successive calls resemble each other: the medians of so many are compared instead. */
const BATCH = 5;

/** True for calls after which a release is judged. */
export function isJudgedAfter(calls: number): boolean {
  return JUDGED_AFTER_CALLS.includes(calls);
}

/** True after the last call at which a release is judged. */
export function isPastJudgement(calls: number): boolean {
  return calls >= (JUDGED_AFTER_CALLS.at(-1) ?? 0);
}

/**
 * Compares two releases of one operation.
 *
 * @param thresholdRatio - Least difference that counts (0.1).
 * @returns The comparison if they differ.
 */
export function compareReleases(
  before: KnownLatencies,
  after: KnownLatencies,
  thresholdRatio: number | undefined,
): LatencyComparison | undefined {
  const [mediansBefore, mediansAfter] = [before, after].map(({ detector }) => batchMediansOf(detector));
  const areLong = Boolean(mediansBefore?.length && mediansAfter?.length);
  const options = thresholdRatio === undefined ? {} : { thresholdRatio };
  const comparison = areLong
    ? compareLatencies(mediansBefore ?? [], mediansAfter ?? [], options)
    : compareLatencies(batchesOf(before.baseline), batchesOf(after.baseline), options);
  return comparison?.differs ? comparison : undefined;
}

function batchesOf({ values }: BaselineSnapshot): number[] {
  const medians: number[] = [];
  for (let i = 0; i + BATCH <= values.length; i += BATCH)
    medians.push(values.slice(i, i + BATCH).toSorted((a, b) => a - b)[BATCH >> 1] ?? Number.NaN);
  return medians;
}
