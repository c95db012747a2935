/** Rates of single operations: of the traces they begin, and of their spans where nothing hangs below them. */
import { type Context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR_SONDE_LATENCY_CHANGED, ATTR_SONDE_SAMPLING_RATIO } from '@sonde/conventions';
import { OperationPatterns } from '@sonde/observe';
import { operationKeyOf } from './operation-key.ts';
import { isInShare } from './share.ts';

/** Keys may hold ids: the memory of them starts anew. */
const KEYS_MAX = 1_000;

/** Finds the rate of an operation. */
export class OperationRates {
  readonly #patterns: OperationPatterns<number>;
  readonly #known = new Map<string, number | undefined>();

  constructor(rates: Readonly<Record<string, number>>, environment: string) {
    this.#patterns = new OperationPatterns(rates, environment);
  }

  get isEmpty(): boolean {
    return this.#patterns.isEmpty;
  }

  /** Undefined for an operation without a rate of its own. */
  of(key: string): number | undefined {
    if (this.#known.has(key)) return this.#known.get(key);
    const rate = this.#patterns.matching(key).at(-1);
    if (this.#known.size >= KEYS_MAX) this.#known.clear();
    this.#known.set(key, rate);
    return rate;
  }
}

/**
 * Leaves out single spans of a kept trace, so that the tree stays whole: only spans that have no children here, do not
 * begin a trace, do not lead out of the process, and neither failed nor raised a latency finding.
 */
export class LeafRates {
  readonly #rates: OperationRates;
  /** Spans that have children. */
  readonly #parents = new WeakSet<object>();

  constructor(rates: OperationRates) {
    this.#rates = rates;
  }

  /** A span starts below the one of the context. */
  started(parentContext: Context): void {
    const parent = trace.getSpan(parentContext);
    if (parent !== undefined) this.#parents.add(parent);
  }

  /** Whether an ended span is left out; one that stays is marked with the rate. */
  leavesOut(span: ReadableSpan): boolean {
    if (!isDispensable(span) || this.#parents.has(span)) return false;
    const ratio = this.#rates.of(operationKeyOf(span.name, span.attributes));
    if (ratio === undefined || ratio >= 1) return false;
    if (!isInShare(span.spanContext().spanId, ratio)) return true;
    span.attributes[ATTR_SONDE_SAMPLING_RATIO] = ratio;
    return false;
  }
}

function isDispensable({ parentSpanContext, kind, status, attributes }: ReadableSpan): boolean {
  return (
    parentSpanContext !== undefined &&
    parentSpanContext.isRemote !== true &&
    kind === SpanKind.INTERNAL &&
    status.code !== SpanStatusCode.ERROR &&
    attributes[ATTR_SONDE_LATENCY_CHANGED] !== true
  );
}
