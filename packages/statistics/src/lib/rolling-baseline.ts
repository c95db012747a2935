/** What is normal at present: statistics of the last values of one operation, in constant memory. */
import { meanOf, quantileOfSorted, standardDeviationOf } from './summarise.ts';

/** Settings of a `RollingBaseline`. */
export interface RollingBaselineOptions {
  /** How many of the newest values count, 1 to 100,000 (100). */
  readonly windowSize?: number;
}

/** The figures of a baseline at one moment; all but the counts are NaN while it is empty. */
export interface BaselineStatistics {
  /** Values in the window. */
  readonly count: number;
  /** Values recorded since the start, including those that have left the window. */
  readonly totalCount: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1) of the window. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** State of a baseline as plain JSON. */
export interface BaselineSnapshot {
  readonly windowSize: number;
  readonly totalCount: number;
  /** Values in the window, oldest first. */
  readonly values: readonly number[];
}

const WINDOW_SIZE_MAX = 100_000;

/**
 * Rolling statistics of the newest values of one operation.
 *
 * Memory is 8 bytes a value of the window. `record` stores one number and allocates nothing; all figures
 * are computed exactly from the window when asked for.
 * @example
 * const baseline = new RollingBaseline({ windowSize: 100 });
 * baseline.record(12.5);
 * baseline.quantile(0.95);
 */
export class RollingBaseline {
  readonly windowSize: number;
  readonly #values: Float64Array;
  #totalCount = 0;
  #count = 0;
  #next = 0;
  #sum = 0;

  /**
   * @param options - size of the window
   * @throws RangeError if `windowSize` is not a whole number from 1 to 100,000
   */
  constructor(options: RollingBaselineOptions = {}) {
    this.windowSize = checkedWindowSize(options.windowSize ?? 100);
    this.#values = new Float64Array(this.windowSize);
  }

  /** Values in the window. */
  get count(): number {
    return this.#count;
  }

  /** Values recorded since the start, including those that have left the window. */
  get totalCount(): number {
    return this.#totalCount;
  }

  /** Mean of the window in constant time; NaN while it is empty. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#sum / this.#count;
  }

  /**
   * Adds the newest value; the oldest leaves a full window.
   * @param value - any finite number; others are ignored
   */
  record(value: number): void {
    if (!Number.isFinite(value)) return;
    const leaving = this.#count === this.windowSize ? (this.#values[this.#next] ?? 0) : 0;
    this.#values[this.#next] = value;
    this.#totalCount += 1;
    if (this.#count < this.windowSize) this.#count += 1;
    this.#next += 1;
    this.#sum += value - leaving;
    if (this.#next === this.windowSize) this.#wrap();
  }

  /** Sample standard deviation (n - 1) of the window; NaN while it is empty. */
  standardDeviation(): number {
    const window = this.#window();
    return standardDeviationOf(window, meanOf(window));
  }

  /**
   * Gives an exact quantile of the window.
   * @param q - 0 to 1
   * @returns the value, interpolated linearly; NaN while the window is empty
   */
  quantile(q: number): number {
    return quantileOfSorted(this.#window().slice().sort(), q);
  }

  /** Gives all figures at once, for one sort of the window. */
  statistics(): BaselineStatistics {
    const sorted = this.#window().slice().sort();
    const mean = meanOf(sorted);
    return {
      count: this.#count,
      totalCount: this.#totalCount,
      mean,
      standardDeviation: standardDeviationOf(sorted, mean),
      min: quantileOfSorted(sorted, 0),
      p50: quantileOfSorted(sorted, 0.5),
      p95: quantileOfSorted(sorted, 0.95),
      p99: quantileOfSorted(sorted, 0.99),
      max: quantileOfSorted(sorted, 1),
    };
  }

  /** Gives the values of the window, oldest first. */
  values(): number[] {
    const window = this.#window();
    const oldest = this.#count === this.windowSize ? this.#next : 0;
    return [...window.subarray(oldest), ...window.subarray(0, oldest)];
  }

  /** Gives the state as plain JSON, so that a baseline survives a restart. */
  snapshot(): BaselineSnapshot {
    return { windowSize: this.windowSize, totalCount: this.#totalCount, values: this.values() };
  }

  /**
   * Replaces the state by a snapshot; the newest values are kept if the window has become smaller.
   * @param snapshot - what `snapshot` gave, possibly read from a file
   * @returns false, with the state unchanged, if it is not a snapshot
   */
  restore(snapshot: unknown): boolean {
    if (!isBaselineSnapshot(snapshot)) return false;
    this.#count = 0;
    this.#next = 0;
    this.#sum = 0;
    for (const value of snapshot.values.slice(-this.windowSize)) this.record(value);
    this.#totalCount = snapshot.totalCount;
    return true;
  }

  /** Adding up afresh once a round bounds the rounding error of the running sum, at amortised constant cost. */
  #wrap(): void {
    this.#next = 0;
    this.#sum = 0;
    for (const value of this.#values) this.#sum += value;
  }

  #window(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }
}

function checkedWindowSize(windowSize: number): number {
  if (Number.isInteger(windowSize) && windowSize >= 1 && windowSize <= WINDOW_SIZE_MAX) return windowSize;
  throw new RangeError(`windowSize must be a whole number from 1 to ${WINDOW_SIZE_MAX}, not ${windowSize}`);
}

function isBaselineSnapshot(value: unknown): value is BaselineSnapshot {
  if (typeof value !== 'object' || value === null) return false;
  const { totalCount, values } = value as Partial<BaselineSnapshot>;
  if (!Array.isArray(values) || !values.every(Number.isFinite)) return false;
  return Number.isSafeInteger(totalCount) && (totalCount as number) >= values.length;
}
