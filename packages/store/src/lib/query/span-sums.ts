/** Sums over spans: durations for exact quantiles, failures, usage. */
import { summarise } from '@sonde/statistics';
import { costUnitsPerUsd } from '../facts/span-facts.ts';
import type { SpanFigures } from '../index/span-figures.ts';

/** Sums over the spans of one operation or one step of time. */
export class SpanSums {
  readonly durationsMs: number[] = [];
  errorCount = 0;
  totalMs = 0;
  maxMs = 0;
  slowestTraceId = '';
  /** As the spans themselves report it. */
  inputTokens = 0;
  outputTokens = 0;
  costUnits = 0;
  unpricedCalls = 0;

  add(figures: SpanFigures, traceId: string): void {
    this.durationsMs.push(figures.durationMs);
    this.totalMs += figures.durationMs;
    if (figures.failed) this.errorCount += 1;
    if (figures.durationMs > this.maxMs || this.slowestTraceId === '') {
      this.maxMs = figures.durationMs;
      this.slowestTraceId = traceId;
    }
    this.inputTokens += figures.inputTokens;
    this.outputTokens += figures.outputTokens;
    this.costUnits += figures.costUnits;
    if (figures.isUnpriced) this.unpricedCalls += 1;
  }

  get costUsd(): number {
    return this.costUnits / costUnitsPerUsd;
  }

  /** Exact median and 95th percentile. */
  quantiles(): { readonly p50Ms: number; readonly p95Ms: number } {
    const { count, p50, p95 } = summarise(this.durationsMs);
    return count === 0 ? { p50Ms: 0, p95Ms: 0 } : { p50Ms: p50, p95Ms: p95 };
  }
}

/**
 * What a span adds to a total.
 *
 * Tokens of model calls that contain no other model call, and costs of whatever contains none: everything else
 * repeats what is below it.
 */
export function countedUsage(figures: SpanFigures): {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUnits: number;
  readonly unpricedCalls: number;
} {
  const tokensCount = figures.counted && figures.modelCall;
  return {
    inputTokens: tokensCount ? figures.inputTokens : 0,
    outputTokens: tokensCount ? figures.outputTokens : 0,
    costUnits: figures.counted ? figures.costUnits : 0,
    unpricedCalls: figures.counted && figures.isUnpriced ? 1 : 0,
  };
}
