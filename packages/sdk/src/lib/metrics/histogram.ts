/** A histogram that is counted into in place: no allocation per value. */
import { metrics } from '@sonde/conventions';

/** Counts by bucket, as OTLP carries them. */
export interface BucketedCounts {
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Every boundary that a metric of durations has: one histogram a call gives those of all of them, exactly, since
 * buckets only have to be added up.
 */
export const durationBounds: readonly number[] = [
  ...new Set(metrics.flatMap(({ unit, buckets }) => (unit === 's' ? (buckets ?? []) : []))),
].sort((a, b) => a - b);

/** Counts values into buckets: bucket i holds what is above bound i - 1 and at most bound i. */
export class Histogram {
  readonly bounds: readonly number[];
  readonly counts: Float64Array;
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** @param times - How often the value occurred (1). */
  record(value: number, times: number = 1): void {
    const { bounds, counts } = this;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= (bounds[middle] as number)) high = middle;
      else low = middle + 1;
    }
    counts[low] = (counts[low] as number) + times;
    this.count += times;
    this.sum += value * times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
}

/**
 * Adds up histograms into coarser buckets.
 *
 * @param sources - Each of its bounds contains all of `bounds`.
 * @param bounds - Boundaries of the result.
 */
export function addedUp(sources: readonly Histogram[], bounds: readonly number[]): BucketedCounts {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  const total = { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  for (const source of sources) {
    addInto(counts, bounds, source);
    total.count += source.count;
    total.sum += source.sum;
    total.min = Math.min(total.min, source.min);
    total.max = Math.max(total.max, source.max);
  }
  return { buckets: { boundaries: bounds, counts }, ...total };
}

function addInto(counts: number[], bounds: readonly number[], source: Histogram): void {
  const { bounds: fine, counts: amounts } = source;
  let into = 0;
  for (let i = 0; i < amounts.length; i += 1) {
    const upper = i < fine.length ? (fine[i] as number) : Number.POSITIVE_INFINITY;
    while (into < bounds.length && upper > (bounds[into] as number)) into += 1;
    counts[into] = (counts[into] as number) + (amounts[i] as number);
  }
}
