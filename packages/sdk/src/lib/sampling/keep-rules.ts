/** Which traces are kept whatever the sampler said. */
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR_SONDE_COST_USD, ATTR_SONDE_LATENCY_CHANGED } from '@sonde/conventions';

/** Why a trace is kept. */
export type KeepReason = 'error' | 'latency' | 'cost' | 'slow';

/** The rules in force. */
export interface KeepRules {
  readonly keep: readonly ('errors' | 'latency' | 'cost' | 'slow')[];
  readonly keepSlowerThanMs: number;
  readonly keepCostUsd: number;
}

/** Finds the rule that a trace meets as its spans end. */
export class KeepJudge {
  readonly #rules: KeepRules;
  readonly #has: ReadonlySet<string>;

  constructor(rules: KeepRules) {
    this.#rules = rules;
    this.#has = new Set(rules.keep);
  }

  /**
   * @param costUsd - Cost of the trace so far, the span included.
   * @returns undefined while no rule is met.
   */
  reasonFor(span: ReadableSpan, costUsd: number): KeepReason | undefined {
    if (this.#has.has('errors') && span.status.code === SpanStatusCode.ERROR) return 'error';
    if (this.#has.has('latency') && span.attributes[ATTR_SONDE_LATENCY_CHANGED] === true) return 'latency';
    if (this.#has.has('cost') && costUsd > 0 && costUsd >= this.#rules.keepCostUsd) return 'cost';
    return this.#has.has('slow') && this.#isSlow(span) ? 'slow' : undefined;
  }

  /** No span within a trace lasts longer than the trace: the first slow one tells. */
  #isSlow({ duration: [seconds, nanoseconds] }: ReadableSpan): boolean {
    return seconds * 1e3 + nanoseconds / 1e6 >= this.#rules.keepSlowerThanMs;
  }
}

/** Cost of a call as it was priced; 0 when it was not. */
export function costOf(span: ReadableSpan): number {
  const costUsd = span.attributes[ATTR_SONDE_COST_USD];
  return typeof costUsd === 'number' && costUsd > 0 ? costUsd : 0;
}

/** True for the first span of a trace in this process. */
export function isLocalRoot({ parentSpanContext }: ReadableSpan): boolean {
  return parentSpanContext === undefined || parentSpanContext.isRemote === true;
}
