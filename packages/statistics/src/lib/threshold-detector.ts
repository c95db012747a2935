/** The classic rule: a call that lies more than a share off the mean of the calls before it. */
import {
  isLatency,
  type LatencyChange,
  type LatencyDetector,
  type LatencyDetectorSnapshot,
  stateOf,
} from './latency-detector.ts';
import { RollingBaseline } from './rolling-baseline.ts';

/** Settings of a `ThresholdDetector`. */
export interface ThresholdDetectorOptions {
  /** Largest deviation from the mean that is normal, as a share of the mean, above 0 (0.2: 20 %). */
  readonly thresholdRatio?: number;
  /** How many of the newest calls the mean is taken of, 1 to 100,000 (100). */
  readonly windowSize?: number;
  /** Calls before the first judgement, 1 to `windowSize` (10, or `windowSize` if that is smaller). */
  readonly samplesMin?: number;
}

/** How many of the newest latencies a change carries. */
const SAMPLES_MAX = 40;

/**
 * Reports every single call that is slower or faster than the mean of the window by more than a share.
 *
 * Simple to explain, but not silent: with ordinary noise it reports half of all calls and more, whether
 * anything has changed or not. Prefer `LatencyChangeDetector`.
 * @example
 * const detector = new ThresholdDetector({ thresholdRatio: 0.2, windowSize: 100, samplesMin: 10 });
 * const change = detector.record(durationMs);
 */
export class ThresholdDetector implements LatencyDetector {
  readonly #baseline: RollingBaseline;
  readonly #thresholdRatio: number;
  readonly #samplesMin: number;

  /**
   * @param options - threshold, window and first judgement
   * @throws RangeError if an option is outside its range
   */
  constructor(options: ThresholdDetectorOptions = {}) {
    this.#baseline = new RollingBaseline({ windowSize: options.windowSize ?? 100 });
    this.#thresholdRatio = checkedThresholdRatio(options.thresholdRatio ?? 0.2);
    this.#samplesMin = checkedSamplesMin(options.samplesMin, this.#baseline.windowSize);
  }

  record(valueMs: number): LatencyChange | undefined {
    if (!isLatency(valueMs)) return undefined;
    const { count, mean } = this.#baseline;
    this.#baseline.record(valueMs);
    if (count < this.#samplesMin || !(mean > 0)) return undefined;
    const isNormal = Math.abs(valueMs - mean) / mean <= this.#thresholdRatio;
    return isNormal ? undefined : this.#change(mean, valueMs);
  }

  snapshot(): LatencyDetectorSnapshot {
    const { totalCount, values } = this.#baseline.snapshot();
    return { detector: 'threshold', state: [totalCount, ...values] };
  }

  restore(snapshot: unknown): boolean {
    const [totalCount, ...values] = stateOf(snapshot, 'threshold') ?? [];
    return this.#baseline.restore({ totalCount, values });
  }

  #change(beforeMs: number, afterMs: number): LatencyChange {
    const callsSeen = this.#baseline.totalCount;
    return {
      detector: 'threshold',
      beforeMs,
      afterMs,
      ratio: afterMs / beforeMs,
      callsSeen,
      sinceCall: callsSeen,
      samplesMs: this.#baseline.values().slice(-SAMPLES_MAX),
    };
  }
}

function checkedThresholdRatio(thresholdRatio: number): number {
  if (thresholdRatio > 0 && thresholdRatio < Number.POSITIVE_INFINITY) return thresholdRatio;
  throw new RangeError(`thresholdRatio must be a number above 0, not ${thresholdRatio}`);
}

function checkedSamplesMin(samplesMin: number | undefined, windowSize: number): number {
  if (samplesMin === undefined) return Math.min(10, windowSize);
  if (Number.isInteger(samplesMin) && samplesMin >= 1 && samplesMin <= windowSize) return samplesMin;
  throw new RangeError(`samplesMin must be a whole number from 1 to ${windowSize}, not ${samplesMin}`);
}
