/** The one span processor: drives exception context, latency variance and the encoder, without a fan-out per span. */

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
import type { EventDeriver } from './events/event-deriver.ts';
import type { SondeMetrics } from './metrics/sonde-metrics.ts';
import { type EndedBy, OpenSpans } from './open-spans.ts';
import type { VolumeControl } from './sampling/volume-control.ts';
import type { TelemetryWriter } from './telemetry-writer.ts';

/** What the processor drives. */
export interface SpanProcessorParts {
  readonly writer: TelemetryWriter;
  readonly exceptions?: ExceptionContextProcessor | undefined;
  readonly latency?: LatencyVarianceProcessor | undefined;
  readonly volume: VolumeControl;
  readonly metrics?: SondeMetrics | undefined;
  readonly events?: EventDeriver | undefined;
  /** Calls are priced by it (none are). */
  readonly prices?: PriceTable | undefined;
}

/** OpenTelemetry does not guard its processors: whatever fails here must end here. */
export class SondeSpanProcessor implements SpanProcessor {
  readonly #writer: TelemetryWriter;
  readonly #exceptions: ExceptionContextProcessor | undefined;
  readonly #latency: LatencyVarianceProcessor | undefined;
  readonly volume: VolumeControl;
  readonly #metrics: SondeMetrics | undefined;
  readonly #events: EventDeriver | undefined;
  readonly #prices: PriceTable | undefined;
  /** Those that have not ended yet. */
  readonly open = new OpenSpans();
  #isEnding = false;
  /** Spans that ended so far: baselines can have changed only if it has. */
  endedCount = 0;

  constructor({ writer, exceptions, latency, volume, metrics, events, prices }: SpanProcessorParts) {
    this.#writer = writer;
    this.#exceptions = exceptions;
    this.#latency = latency;
    this.volume = volume;
    this.#metrics = metrics;
    this.#events = events;
    this.#prices = prices;
  }

  onStart(span: Span, parentContext: Context): void {
    this.open.add(span);
    this.volume.started(parentContext);
    const attributes = requestAttributes(parentContext);
    if (attributes !== undefined) span.setAttributes(attributes);
  }

  onEnding(span: Span): void {
    if (this.#isEnding) return;
    this.endedCount += 1;
    this.#latency?.onEnding(span);
    if (this.#prices === undefined) return;
    const costUsd = spanCost(span.attributes, this.#prices);
    if (costUsd !== undefined) span.setAttribute(ATTR_SONDE_COST_USD, costUsd);
  }

  onEnd(span: ReadableSpan): void {
    this.open.delete(span);
    this.#exceptions?.onEnd(span);
    const operation = operationOf(span);
    if (!this.#isEnding) this.#metrics?.span(span, operation);
    try {
      // Watched so that baselines and exceptions are complete, but not kept.
      if (!this.volume.takes(span)) return;
      this.#writer.span(span, operation?.contentUnits);
      this.#events?.span(span, operation);
    } catch (error) {
      runtime.onInternalError('write span', error);
    }
  }

  /** Ends what is open with the process: it is told, and no sample of what such operations take. */
  endOpen(endedBy: EndedBy): void {
    this.#isEnding = true;
    try {
      this.open.endAll(endedBy);
    } catch (error) {
      runtime.onInternalError('end open spans', error);
    } finally {
      this.#isEnding = false;
    }
  }

  async forceFlush(): Promise<void> {
    this.#writer.flush();
  }

  async shutdown(): Promise<void> {
    this.#writer.flush();
  }
}
