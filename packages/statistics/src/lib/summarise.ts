/** Exact summary of a list of numbers. */

/** What a list of numbers looks like; every figure but `count` is NaN for an empty list. */
export interface Summary {
  /** How many finite values were summarised. */
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1); 0 for a single value. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Gives count, mean, standard deviation, extremes and quantiles of a list, computed exactly.
 *
 * Values that are not finite are left out. Quantiles are interpolated linearly between the two nearest
 * ranks (definition 7 of Hyndman and Fan 1996, the default of R and NumPy).
 * @param values - any numbers, in any order; the list is not changed
 * @returns the summary, in the unit of the values
 */
export function summarise(values: Iterable<number>): Summary {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const mean = meanOf(sorted);
  return {
    count: sorted.length,
    mean,
    standardDeviation: standardDeviationOf(sorted, mean),
    min: sorted[0] ?? Number.NaN,
    p50: quantileOfSorted(sorted, 0.5),
    p95: quantileOfSorted(sorted, 0.95),
    p99: quantileOfSorted(sorted, 0.99),
    max: sorted[sorted.length - 1] ?? Number.NaN,
  };
}

/**
 * Gives one quantile of values in ascending order.
 * @internal
 * @param sorted - ascending, finite
 * @param q - 0 (smallest) to 1 (largest); values outside are taken as the nearer end
 * @returns the interpolated value, or NaN for an empty list
 */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
  const rank = (sorted.length - 1) * Math.min(1, Math.max(0, q));
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  // Written as a weighted sum: above - below can overflow for values near the largest double.
  const share = rank - Math.floor(rank);
  return share === 0 ? below : below * (1 - share) + above * share;
}

/**
 * Gives the arithmetic mean.
 * @internal
 * @returns NaN for an empty list
 */
export function meanOf(values: Float64Array): number {
  // Dividing before adding keeps huge values finite.
  const count = values.length;
  let mean = 0;
  for (const value of values) mean += value / count;
  return count === 0 ? Number.NaN : mean;
}

/**
 * Gives the sample standard deviation around a known mean, by the two-pass formula: sums of squares of raw
 * values cancel when the mean is large against the spread.
 * @internal
 * @returns NaN for an empty list, 0 for a single value
 */
export function standardDeviationOf(values: Float64Array, mean: number): number {
  if (values.length === 0) return Number.NaN;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
