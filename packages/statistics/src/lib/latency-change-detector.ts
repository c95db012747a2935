/** The default rule: a one-sided CUSUM on medians of log latency with an effect gate. */
import {
  isLatency,
  type LatencyChange,
  type LatencyDetector,
  type LatencyDetectorSnapshot,
  stateOf,
} from './latency-detector.ts';

/** Settings of a `LatencyChangeDetector`. */
export interface LatencyChangeDetectorOptions {
  /** Smallest slowing that is reported, as a share of the latency before, above 0 (0.1: 10 % slower). */
  readonly thresholdRatio?: number;
}

// The values were tuned together, on six streams without a change (independent, autocorrelated, bimodal,
// heavy-tailed, slowly waving), so that the worst of them gives less than one false alarm in 10,000 calls.
// Smaller batches, or a higher k with a lower h, find fewer small steps and drifts at the same rate. With 4 medians held
// back instead of 9, a drift enters the reference too soon (found in 90 % of the runs of the worst stream, not 95 %).
const BATCH = 20;
const HELD_BACK = 9;
const RING = 40;
const RING_MIN = 7;
const K = 0.45;
const H = 6.5;
const Z_MAX = 4;
const SCALE_MIN = 0.02;
const SMALL_SAMPLE_ALLOWANCE = 1.5;
/** Two whole batches, so that a batch always lies in one piece. */
const SAMPLES = 2 * BATCH;
/** One nanosecond: a call the clock could not resolve has a logarithm too. */
const LATENCY_MS_MIN = 1e-6;

// Layout of the state: scalars, then held-back medians, reference ring, newest raw latencies.
const CALLS = 0;
const SCORE = 1;
const EXCESS_SUM = 2;
const EXCESS_COUNT = 3;
const SINCE_CALL = 4;
/** Batch medians taken since learning began. */
const MEDIANS = 5;
const HELD_AT = 6;
const RING_AT = HELD_AT + HELD_BACK;
const SAMPLES_AT = RING_AT + RING;
const STATE_SIZE = SAMPLES_AT + SAMPLES;

/** Sorting place of all detectors: used and left within one call. */
const sorted = new Float64Array(RING);

/**
 * Reports a lasting slowing of one operation, once, and stays silent on noise.
 *
 * Every 20 calls give one median of natural logarithms. The newest 9 medians are held back, the 40 before
 * them are the reference; the score grows by how far a new median lies above the reference's median, in
 * units of its spread. An alarm needs the score and an effect of at least `thresholdRatio`; after it the new
 * level is learnt. Nothing is claimed before call 320. Faster calls are never reported.
 * Memory is one array of 760 bytes; a call costs well below 1 us and allocates nothing.
 * @example
 * const detector = new LatencyChangeDetector();
 * const change = detector.record(durationMs);
 * if (change) console.warn(`${change.ratio.toFixed(2)} times as slow since call ${change.sinceCall}`);
 */
export class LatencyChangeDetector implements LatencyDetector {
  readonly #state = new Float64Array(STATE_SIZE);
  readonly #gate: number;

  /**
   * @param options - smallest slowing worth a report
   * @throws RangeError if `thresholdRatio` is not a finite number above 0
   */
  constructor(options: LatencyChangeDetectorOptions = {}) {
    this.#gate = Math.log(1 + checkedThresholdRatio(options.thresholdRatio ?? 0.1));
  }

  record(valueMs: number): LatencyChange | undefined {
    if (!isLatency(valueMs)) return undefined;
    const state = this.#state;
    const calls = at(state, CALLS);
    state[SAMPLES_AT + (calls % SAMPLES)] = valueMs;
    state[CALLS] = calls + 1;
    if ((calls + 1) % BATCH !== 0) return undefined;
    const median = batchMedian(state, SAMPLES_AT + ((calls + 1 - BATCH) % SAMPLES));
    const ringCount = this.#hold(median);
    return ringCount < RING_MIN ? undefined : this.#judge(median, ringCount);
  }

  snapshot(): LatencyDetectorSnapshot {
    return { detector: 'cusum', state: [...this.#state] };
  }

  restore(snapshot: unknown): boolean {
    const state = stateOf(snapshot, 'cusum');
    if (state?.length !== STATE_SIZE || !countsAreWhole(state)) return false;
    this.#state.set(state);
    return true;
  }

  /** Holds back the newest median, moves the one it displaces into the ring, gives the ring's fill. */
  #hold(median: number): number {
    const state = this.#state;
    const medians = at(state, MEDIANS);
    const slot = HELD_AT + (medians % HELD_BACK);
    if (medians >= HELD_BACK) state[RING_AT + ((medians - HELD_BACK) % RING)] = at(state, slot);
    state[slot] = median;
    state[MEDIANS] = medians + 1;
    return Math.min(RING, Math.max(0, medians + 1 - HELD_BACK));
  }

  #judge(median: number, ringCount: number): LatencyChange | undefined {
    const state = this.#state;
    const centre = sortedMedian(state, RING_AT, ringCount);
    const excess = median - centre;
    const z = Math.min(Z_MAX, Math.max(-Z_MAX, excess / ringScale(state, ringCount)));
    const score = Math.max(0, at(state, SCORE) + z - K);
    state[SCORE] = score;
    if (score === 0) return this.#forgetExcess();
    this.#keepExcess(excess);
    const excessMean = at(state, EXCESS_SUM) / at(state, EXCESS_COUNT);
    return score > H && excessMean > this.#gate ? this.#alarm(centre) : undefined;
  }

  #keepExcess(excess: number): void {
    const state = this.#state;
    if (state[EXCESS_COUNT] === 0) state[SINCE_CALL] = at(state, CALLS) - BATCH + 1;
    state[EXCESS_SUM] = at(state, EXCESS_SUM) + excess;
    state[EXCESS_COUNT] = at(state, EXCESS_COUNT) + 1;
  }

  #forgetExcess(): undefined {
    this.#state[EXCESS_SUM] = 0;
    this.#state[EXCESS_COUNT] = 0;
    return undefined;
  }

  #alarm(centre: number): LatencyChange {
    const state = this.#state;
    const now = newestMedian(state);
    const change: LatencyChange = {
      detector: 'cusum',
      beforeMs: Math.exp(centre),
      afterMs: Math.exp(now),
      ratio: Math.exp(now - centre),
      callsSeen: at(state, CALLS),
      sinceCall: at(state, SINCE_CALL),
      samplesMs: newestSamples(state),
    };
    state[SCORE] = 0;
    state[MEDIANS] = 0;
    this.#forgetExcess();
    return change;
  }
}

/**
 * Gives the latencies that a detector's state remembers, as medians of 20 calls each: what is normal for the operation,
 * less dependent on each other than single calls.
 * @param snapshot - what `snapshot` gave, possibly read from a file
 * @returns at most 49 values in milliseconds, in no order; none if the snapshot is of another detector
 */
export function batchMediansOf(snapshot: unknown): number[] {
  const state = stateOf(snapshot, 'cusum');
  if (state?.length !== STATE_SIZE || !countsAreWhole(state)) return [];
  const medians = state[MEDIANS] ?? 0;
  const held = state.slice(HELD_AT, HELD_AT + Math.min(HELD_BACK, medians));
  const ring = state.slice(RING_AT, RING_AT + Math.min(RING, Math.max(0, medians - HELD_BACK)));
  return [...held, ...ring].map(Math.exp);
}

function checkedThresholdRatio(thresholdRatio: number): number {
  if (thresholdRatio > 0 && thresholdRatio < Number.POSITIVE_INFINITY) return thresholdRatio;
  throw new RangeError(`thresholdRatio must be a number above 0, not ${thresholdRatio}`);
}

function countsAreWhole(state: readonly number[]): boolean {
  return [CALLS, EXCESS_COUNT, SINCE_CALL, MEDIANS].every((slot) => {
    const count = state[slot] ?? -1;
    return Number.isSafeInteger(count) && count >= 0;
  });
}

/** Median of the logarithms: they keep the order, so only the two in the middle have to be computed. */
function batchMedian(state: Float64Array, from: number): number {
  sortInto(state, from, BATCH);
  return (logOf(at(sorted, BATCH / 2 - 1)) + logOf(at(sorted, BATCH / 2))) / 2;
}

function logOf(valueMs: number): number {
  return Math.log(Math.max(LATENCY_MS_MIN, valueMs));
}

function sortedMedian(state: Float64Array, from: number, count: number): number {
  sortInto(state, from, count);
  const middle = count >> 1;
  return count % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

/** Insertion sort: for 20 to 40 numbers cheaper than the built-in sort, and without a temporary array. */
function sortInto(state: Float64Array, from: number, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const value = at(state, from + i);
    let j = i - 1;
    while (j >= 0 && at(sorted, j) > value) {
      sorted[j + 1] = at(sorted, j);
      j -= 1;
    }
    sorted[j + 1] = value;
  }
}

/** Sample standard deviation of the ring, raised while it rests on few medians. */
function ringScale(state: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += at(state, RING_AT + i);
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i += 1) squares += (at(state, RING_AT + i) - mean) ** 2;
  const deviation = Math.sqrt(squares / (count - 1));
  return Math.max(SCALE_MIN, deviation) * (1 + SMALL_SAMPLE_ALLOWANCE / Math.sqrt(count));
}

/**
 * Median of the logarithms of the newest two batches. The mean excess would tell too little: it begins with the batches
 * that were slightly slow by chance just before the change.
 */
function newestMedian(state: Float64Array): number {
  sortInto(state, SAMPLES_AT, SAMPLES);
  return (logOf(at(sorted, SAMPLES / 2 - 1)) + logOf(at(sorted, SAMPLES / 2))) / 2;
}

function newestSamples(state: Float64Array): number[] {
  const next = at(state, CALLS) % SAMPLES;
  const samples = state.subarray(SAMPLES_AT, SAMPLES_AT + SAMPLES);
  return [...samples.subarray(next), ...samples.subarray(0, next)];
}

/** Every slot named here exists; the 0 only satisfies the type. */
function at(state: Float64Array, slot: number): number {
  return state[slot] ?? 0;
}
