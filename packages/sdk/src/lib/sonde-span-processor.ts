/** The one span processor: drives exception context, latency variance and the encoder, without a fan-out per span. */

import { type Context, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import {
  type ExceptionContextProcessor,
  type LatencyVarianceProcessor,
  operationOf,
  requestAttributes,
  runtime,
} from '@sonde/observe';
import type { TelemetryWriter } from './telemetry-writer.ts';

/** What the processor drives. */
export interface SpanProcessorParts {
  readonly writer: TelemetryWriter;
  readonly exceptions?: ExceptionContextProcessor | undefined;
  readonly latency?: LatencyVarianceProcessor | undefined;
}

/** OpenTelemetry does not guard its processors: whatever fails here must end here. */
export class SondeSpanProcessor implements SpanProcessor {
  readonly #writer: TelemetryWriter;
  readonly #exceptions: ExceptionContextProcessor | undefined;
  readonly #latency: LatencyVarianceProcessor | undefined;
  /** Spans that ended so far: baselines can have changed only if it has. */
  endedCount = 0;

  constructor({ writer, exceptions, latency }: SpanProcessorParts) {
    this.#writer = writer;
    this.#exceptions = exceptions;
    this.#latency = latency;
  }

  onStart(span: Span, parentContext: Context): void {
    const attributes = requestAttributes(parentContext);
    if (attributes !== undefined) span.setAttributes(attributes);
  }

  onEnding(span: Span): void {
    this.endedCount += 1;
    this.#latency?.onEnding(span);
  }

  onEnd(span: ReadableSpan): void {
    this.#exceptions?.onEnd(span);
    // Watched so that baselines and exceptions are complete, but its trace is not kept.
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    try {
      this.#writer.span(span, operationOf(span)?.contentUnits);
    } catch (error) {
      runtime.onInternalError('write span', error);
    }
  }

  async forceFlush(): Promise<void> {
    this.#writer.flush();
  }

  async shutdown(): Promise<void> {
    this.#writer.flush();
  }
}
