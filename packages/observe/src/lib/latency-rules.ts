/** By which rule each operation is judged: the general settings, overridden by pattern of operation. */
import { LatencyChangeDetector, type LatencyDetector, ThresholdDetector } from '@sonde/statistics';
import { OperationPatterns } from './operation-patterns.ts';

/** How the latency of an operation is judged. */
export interface LatencyRule {
  /** `cusum` finds lasting changes; `threshold` is the classic rule (cusum). */
  readonly detector?: 'cusum' | 'threshold';
  /** Least change worth reporting, as a ratio (0.1 for cusum, 0.2 for threshold). */
  readonly thresholdRatio?: number;
  /**
   * Least change of a whole call worth reporting, in ms, 0 or more (1). Below it garbage collection alone moves an
   * operation of some microseconds by any ratio: 13 findings in 96,000 calls, measured.
   */
  readonly differenceMinMs?: number;
  /** Calls in the rolling baseline (100). */
  readonly windowSize?: number;
  /** Calls before the classic rule judges (10). */
  readonly samplesMin?: number;
}

/** What is different for some operations. */
export interface LatencyOverride extends LatencyRule {
  /** False keeps the baseline and reports nothing (true). */
  readonly enabled?: boolean;
}

/** A rule with everything settled. */
export interface SettledRule extends LatencyOverride {
  readonly differenceMinMs: number;
  readonly windowSize: number;
}

/** Finds the rule of an operation; ask once an operation. */
export class LatencyRules {
  readonly #general: LatencyRule;
  readonly #overrides: OperationPatterns<LatencyOverride>;

  /**
   * @param overrides - By pattern of operation.
   * @param environment - Deployment environment, for patterns that name one.
   */
  constructor(
    general: LatencyRule,
    overrides?: Readonly<Record<string, LatencyOverride>>,
    environment?: string,
  ) {
    this.#general = general;
    this.#overrides = new OperationPatterns(overrides, environment);
  }

  /** @param key - Baseline key of the operation. */
  of(key: string): SettledRule {
    const own: LatencyOverride = Object.assign({}, ...this.#overrides.matching(key));
    const { detector = 'cusum', thresholdRatio, differenceMinMs = 1, windowSize = 100 } = this.#general;
    const { samplesMin } = this.#general;
    const isClassic = own.windowSize !== undefined || own.samplesMin !== undefined;
    const chosen = own.detector ?? (isClassic ? 'threshold' : detector);
    return {
      differenceMinMs,
      windowSize,
      // A ratio that was meant for the other detector says nothing of this one.
      ...(thresholdRatio === undefined || chosen !== detector ? {} : { thresholdRatio }),
      ...(samplesMin === undefined ? {} : { samplesMin }),
      ...own,
      detector: chosen,
    };
  }
}

/** A detector that goes by a rule; undefined when the rule is to say nothing. */
export function newDetector(rule: SettledRule): LatencyDetector | undefined {
  if (rule.enabled === false) return undefined;
  const threshold = rule.thresholdRatio === undefined ? {} : { thresholdRatio: rule.thresholdRatio };
  if (rule.detector !== 'threshold') return new LatencyChangeDetector(threshold);
  const { windowSize, samplesMin } = rule;
  const first = samplesMin === undefined ? {} : { samplesMin: Math.min(samplesMin, windowSize) };
  return new ThresholdDetector({ ...threshold, windowSize, ...first });
}
