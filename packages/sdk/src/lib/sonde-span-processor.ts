/** The one span processor: drives everything that watches spans, in a fixed order, without a fan-out per span. */
import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { ATTR_SONDE_COST_USD, type PriceTable } from '@sonde/conventions';
import {
  type ExceptionContextProcessor,
  type LatencyVarianceProcessor,
  operationOf,
  requestAttributes,
  runtime,
} from '@sonde/observe';
import { spanCost } from './cost/span-cost.ts';
import type { SondeMetrics } from './metrics/sonde-metrics.ts';
import { type EndedBy, OpenSpans } from './open-spans/open-spans.ts';
import type { VolumeControl } from './sampling/volume-control.ts';
import type { TelemetryWriter } from './telemetry-writer.ts';

/** What the processor drives. */
export interface SpanProcessorParts {
  readonly writer: TelemetryWriter;
  readonly exceptions?: ExceptionContextProcessor | undefined;
  readonly latency?: LatencyVarianceProcessor | undefined;
  readonly volume: VolumeControl;
  readonly metrics?: SondeMetrics | undefined;
  /** Calls are priced by it (none are). */
  readonly prices?: PriceTable | undefined;
}

/** OpenTelemetry does not guard its processors: whatever fails here must end here. */
export class SondeSpanProcessor implements SpanProcessor {
  /** Spans that have not ended yet. */
  readonly open = new OpenSpans();
  readonly volume: VolumeControl;
  /** Spans that ended so far: baselines can have changed only if it has. */
  endedCount = 0;
  readonly #parts: SpanProcessorParts;
  #isProcessEnding = false;

  constructor(parts: SpanProcessorParts) {
    this.#parts = parts;
    this.volume = parts.volume;
  }

  onStart(span: Span, parentContext: Context): void {
    try {
      this.open.add(span);
      this.volume.started(parentContext);
      const attributes = requestAttributes(parentContext);
      if (attributes !== undefined) span.setAttributes(attributes);
    } catch (error) {
      runtime.onInternalError('start span', error);
    }
  }

  /** While the span can still be marked. */
  onEnding(span: Span): void {
    if (this.#isProcessEnding) return;
    this.endedCount += 1;
    const { latency, prices } = this.#parts;
    latency?.onEnding(span);
    if (prices !== undefined) this.#price(span, prices);
  }

  onEnd(span: ReadableSpan): void {
    const { exceptions, metrics } = this.#parts;
    this.open.delete(span);
    exceptions?.onEnd(span);
    if (!this.#isProcessEnding) metrics?.span(span, operationOf(span));
    try {
      this.volume.ended(span);
    } catch (error) {
      runtime.onInternalError('write span', error);
    }
  }

  /** Ends what is open with the process, or with Sonde: it is told, and no sample of what such operations take. */
  endOpen(endedBy: EndedBy): void {
    this.#isProcessEnding = true;
    try {
      this.open.endAll(endedBy);
    } catch (error) {
      runtime.onInternalError('end open spans', error);
    } finally {
      this.#isProcessEnding = false;
    }
  }

  async forceFlush(): Promise<void> {
    this.#parts.writer.flush();
  }

  async shutdown(): Promise<void> {
    this.#parts.writer.flush();
  }

  #price(span: Span, prices: PriceTable): void {
    try {
      const costUsd = spanCost(span.attributes, prices);
      if (costUsd !== undefined) span.setAttribute(ATTR_SONDE_COST_USD, costUsd);
    } catch (error) {
      runtime.onInternalError('price call', error);
    }
  }
}
