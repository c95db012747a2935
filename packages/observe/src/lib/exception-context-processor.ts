/** Reports every failure once, with the inputs of the whole path that led to it. */

import { SpanStatusCode } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sonde/conventions';
import type { BaselineStatistics } from '@sonde/statistics';
import { causesOf } from './error-values.ts';
import { contextOfSpan, exceptionEventOf, foreignExceptionEvent } from './exception-event.ts';
import type { EventSink } from './observed-event.ts';
import type { ObservedSpan, ObservingProcessor } from './observed-span.ts';
import { type Operation, operationOf } from './operation.ts';
import { runtime } from './runtime.ts';
import { TraceMemory, type TraceMemoryOptions } from './trace-memory.ts';

/** Settings of an {@link ExceptionContextProcessor}. */
export interface ExceptionContextOptions extends TraceMemoryOptions {
  /** Takes the exception events. */
  readonly emit: EventSink;
  /** Baseline of an operation, to stand beside the time it took (none). */
  readonly baselineOf?: (operation: Operation) => BaselineStatistics | undefined;
}

/**
 * A span processor for any tracer provider. It emits one event per error object when the innermost operation ends
 * in it, however many frames it bubbles through. For spans that `observe` did not make it reports what the span
 * tells: its exception event and status, without inputs.
 */
export class ExceptionContextProcessor implements ObservingProcessor {
  readonly #emit: EventSink;
  readonly #baselineOf: (operation: Operation) => BaselineStatistics | undefined;
  readonly #memory: TraceMemory;
  /** Trace in which each error was told last: an error object that several traces share is told in each. */
  readonly #reported = new WeakMap<object, string | undefined>();
  /** The last primitive that was thrown: it has no identity, so only its nearest repetition is recognised. */
  #lastPrimitive: { readonly traceId: string; readonly value: unknown } | undefined;

  constructor(options: ExceptionContextOptions) {
    this.#emit = options.emit;
    this.#baselineOf = options.baselineOf ?? (() => undefined);
    this.#memory = new TraceMemory(options);
  }

  onStart(): void {}

  onEnd(span: ObservedSpan): void {
    try {
      this.#observe(span);
    } catch (error) {
      runtime.onInternalError('exception context', error);
    }
  }

  /**
   * True when an error, or one it was caused by, has been reported already.
   *
   * @param traceId - Only reports in this trace count (in any).
   */
  wasReported(error: unknown, traceId?: string): boolean {
    return [error, ...causesOf(error)].some(
      (each) =>
        typeof each === 'object' &&
        each !== null &&
        this.#reported.has(each) &&
        (traceId === undefined || this.#reported.get(each) === traceId),
    );
  }

  /** Marks an error as reported. */
  markReported(error: unknown, traceId?: string): void {
    if (typeof error === 'object' && error !== null) this.#reported.set(error, traceId);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #observe(span: ObservedSpan): void {
    const { traceId, spanId } = span.spanContext();
    const operation = operationOf(span);
    if (operation?.failed) this.#report(operation, traceId);
    else if (operation === undefined && span.status.code === SpanStatusCode.ERROR) this.#reportForeign(span);
    if (span.parentSpanContext === undefined || span.parentSpanContext.isRemote) this.#memory.forget(traceId);
    else if (operation !== undefined) this.#memory.add(traceId, completed(operation, span, spanId));
  }

  #report(operation: Operation, traceId: string): void {
    const { error } = operation;
    if (this.wasReported(error, traceId) || this.#repeatsPrimitive(error, traceId)) return;
    this.markReported(error, traceId);
    this.#emit(
      exceptionEventOf(operation, {
        completed: this.#memory.completed(traceId),
        baseline: this.#baselineOf(operation),
      }),
    );
  }

  #repeatsPrimitive(error: unknown, traceId: string): boolean {
    if (typeof error === 'object' && error !== null) return false;
    const repeats = this.#lastPrimitive?.traceId === traceId && Object.is(this.#lastPrimitive.value, error);
    this.#lastPrimitive = { traceId, value: error };
    return repeats;
  }

  #reportForeign(span: ObservedSpan): void {
    const exception = span.events.findLast(({ name }) => name === 'exception')?.attributes;
    if (exception === undefined) return;
    const text = (name: string): string => String(exception[name] ?? '');
    const error = {
      type: text(ATTR_EXCEPTION_TYPE) || 'Error',
      message: text(ATTR_EXCEPTION_MESSAGE),
      stacktrace: text(ATTR_EXCEPTION_STACKTRACE),
    };
    this.#emit(foreignExceptionEvent(span.name, error, contextOfSpan(span.spanContext())));
  }
}

function completed(
  operation: Operation,
  span: ObservedSpan,
  spanId: string,
): Parameters<TraceMemory['add']>[1] {
  const { spec, failed, output, outputSize } = operation;
  const durationMs = span.duration[0] * 1e3 + span.duration[1] / 1e6;
  return {
    name: spec.name,
    kind: spec.kind,
    spanId,
    durationMs,
    failed,
    outputSize,
    ...(output === undefined ? {} : { output }),
  };
}
