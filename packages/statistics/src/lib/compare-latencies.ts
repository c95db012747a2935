/** Whether two sets of latencies of one operation differ: by rank, with an effect gate. */
import { quantileOfSorted } from './summarise.ts';

/** Settings of {@link compareLatencies}. */
export interface CompareLatenciesOptions {
  /** Smallest difference of the medians that counts, as a share of the one before, above 0 (0.1). */
  readonly thresholdRatio?: number;
  /** Standard errors by which the ranks have to differ (4.5: once in 150,000 comparisons of independent values by chance). */
  readonly zMin?: number;
}

/** What a comparison found. */
export interface LatencyComparison {
  /** Median before. */
  readonly beforeMs: number;
  /** Median after. */
  readonly afterMs: number;
  /** `afterMs / beforeMs`. */
  readonly ratio: number;
  /** Standard errors between the rank sums; positive when the later ones are slower. */
  readonly z: number;
  /** Both the difference and its certainty are large enough. */
  readonly differs: boolean;
}

/**
 * Compares latencies before and after. Give medians of batches of calls rather than single calls: successive calls
 * resemble each other, which the test takes for certainty.
 *
 * The test is that of Mann and Whitney (1947) with the normal approximation and the correction for ties.
 * @param beforeMs - at least one; values that are not finite or below 0 are left out
 * @param afterMs - the same of the later ones
 * @returns undefined if one of the two is empty
 */
export function compareLatencies(
  beforeMs: readonly number[],
  afterMs: readonly number[],
  { thresholdRatio = 0.1, zMin = 4.5 }: CompareLatenciesOptions = {},
): LatencyComparison | undefined {
  const before = sortedLatencies(beforeMs);
  const after = sortedLatencies(afterMs);
  if (before.length === 0 || after.length === 0) return undefined;
  const medians = { beforeMs: quantileOfSorted(before, 0.5), afterMs: quantileOfSorted(after, 0.5) };
  const ratio = medians.afterMs / medians.beforeMs;
  const z = rankDistance(before, after);
  const isLarge = Math.abs(Math.log(ratio)) > Math.log(1 + thresholdRatio);
  return { ...medians, ratio, z, differs: isLarge && Math.abs(z) >= zMin };
}

function sortedLatencies(values: readonly number[]): Float64Array {
  return Float64Array.from(values)
    .filter((value) => Number.isFinite(value) && value >= 0)
    .sort();
}

function rankDistance(before: Float64Array, after: Float64Array): number {
  const [m, n] = [before.length, after.length];
  const { rankSum, tieSum } = rankedTogether(before, after);
  const excess = rankSum - (n * (m + n + 1)) / 2;
  const variance = ((m * n) / 12) * (m + n + 1 - tieSum / ((m + n) * (m + n - 1)));
  return variance > 0 ? excess / Math.sqrt(variance) : 0;
}

/** Sum of the ranks of `after` in the joint order, equal values sharing their mean rank. */
function rankedTogether(
  before: Float64Array,
  after: Float64Array,
): { readonly rankSum: number; readonly tieSum: number } {
  let [i, j, rank, rankSum, tieSum] = [0, 0, 0, 0, 0];
  while (i < before.length || j < after.length) {
    const value = Math.min(before[i] ?? Number.POSITIVE_INFINITY, after[j] ?? Number.POSITIVE_INFINITY);
    const [fromI, fromJ] = [i, j];
    while (before[i] === value) i += 1;
    while (after[j] === value) j += 1;
    const count = i - fromI + (j - fromJ);
    rankSum += (j - fromJ) * (rank + (count + 1) / 2);
    tieSum += count ** 3 - count;
    rank += count;
  }
  return { rankSum, tieSum };
}
