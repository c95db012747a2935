/** Reports every failure once, with the inputs of the whole path that led to it. */

import { type Context, context, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sonde/conventions';
import type { BaselineStatistics } from '@sonde/statistics';
import {
  contextOfSpan,
  exceptionEventOf,
  type FailureSurroundings,
  foreignExceptionEvent,
  uncaughtEventOf,
} from './exception-event.ts';
import type { EventSink } from './observed-event.ts';
import type { ObservedSpan, ObservingProcessor } from './observed-span.ts';
import { type Operation, operationIn, operationOf } from './operation.ts';
import { ReportedErrors } from './reported-errors.ts';
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
  readonly #reported = new ReportedErrors();

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
   * Reports an error that nobody caught, unless an operation has told it: with what was open where it was thrown. To be
   * called in the context of the throw, as `uncaughtExceptionMonitor` and `unhandledRejection` are.
   *
   * @param isFatal - The process ends by it (true).
   */
  uncaught(error: unknown, { isFatal = true }: { readonly isFatal?: boolean } = {}): void {
    try {
      this.#reportUncaught(error, context.active(), isFatal);
    } catch (failure) {
      runtime.onInternalError('exception context', failure);
    }
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
    if (this.#reported.has(error, traceId) || this.#reported.passedUpTo(operation, error)) return;
    this.#reported.add(error, traceId, operation);
    this.#emit(exceptionEventOf(operation, this.#surroundingsOf(operation, traceId)));
  }

  #reportUncaught(error: unknown, from: Context, isFatal: boolean): void {
    const operation = operationIn(from);
    const traceId = (operation?.span ?? trace.getSpan(from))?.spanContext().traceId;
    if (this.#reported.has(error) || this.#reported.hasReasonOf(error, traceId)) return;
    this.#reported.add(error, traceId);
    const surroundings = operation && traceId && this.#surroundingsOf(operation, traceId);
    this.#emit(
      uncaughtEventOf(error, from, { operation, isFatal, ...(surroundings ? { surroundings } : {}) }),
    );
  }

  #surroundingsOf(operation: Operation, traceId: string): FailureSurroundings {
    return { completed: this.#memory.completed(traceId), baseline: this.#baselineOf(operation) };
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
    output,
    outputSize,
  };
}
