/** Spans on the way that OpenTelemetry itself has: its batch processor and its OTLP exporter, bounded and counted. */
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import { runtime } from '@sonde/observe';
import { loadOptional } from '../optional-module.ts';
import { isCompressed } from '../sender/compression.ts';
import { type PostTarget, signalUrl } from '../sender/post.ts';
import type { Ledger } from '../spool/ledger.ts';
import type { SpanCopies } from './redacted-span.ts';
import { RetainingExporter } from './retaining-exporter.ts';

/** Spans that may wait: a burst of 50,000 and what a second adds. */
export const SPANS_MAX = 65_536;
/** A burst of 50,000 small spans takes 60 MB as objects. */
export const SPAN_BYTES_MAX = 256 * 1_024 * 1_024;
const BATCH_SPANS = 512;
const DELAY_MS = 1_000;
const exporterPackage = '@opentelemetry/exporter-trace-otlp-http';

interface ExporterModule {
  readonly OTLPTraceExporter: new (options: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly timeoutMillis: number;
    readonly compression: string;
  }) => SpanExporter;
}

/** The stock exporter to the target; undefined when its package is not installed. */
export function stockExporter(target: PostTarget): SpanExporter | undefined {
  const found = loadOptional(exporterPackage) as ExporterModule | undefined;
  if (found === undefined) return undefined;
  const url = signalUrl(target, 'traces');
  const { hostname } = new URL(url);
  return new found.OTLPTraceExporter({
    url,
    headers: target.headers,
    timeoutMillis: target.timeoutMs,
    // An exporter compresses all bodies or none: any body of spans is large.
    compression: isCompressed(target.compression ?? 'auto', hostname, Number.POSITIVE_INFINITY)
      ? 'gzip'
      : 'none',
  });
}

/** Redacts, bounds, and hands on to the stock batch processor. */
export class StockSpans {
  readonly #ledger: Ledger;
  readonly #exporter: RetainingExporter;
  readonly #processor: BatchSpanProcessor;
  readonly #sizes = new WeakMap<ReadableSpan, number>();
  #count = 0;
  #sizeBytes = 0;

  constructor(exporter: SpanExporter, ledger: Ledger) {
    this.#ledger = ledger;
    this.#exporter = new RetainingExporter(exporter, (spans, outcome) => {
      if (outcome === 'delivered') ledger.delivered('traces', spans.length);
      else ledger.dropped('traces', outcome, spans.length);
      for (const span of spans) this.#release(span);
    });
    this.#processor = new BatchSpanProcessor({
      exporter: this.#exporter,
      maxQueueSize: SPANS_MAX,
      maxExportBatchSize: BATCH_SPANS,
      scheduledDelayMillis: DELAY_MS,
    });
  }

  /**
   * Takes a span that has ended.
   *
   * @param copies - Makes what is sent.
   */
  add(ended: ReadableSpan, copies: SpanCopies): void {
    this.#ledger.emitted('traces');
    try {
      const { span, sizeBytes } = copies.of(ended);
      if (this.#count >= SPANS_MAX || this.#sizeBytes + sizeBytes > SPAN_BYTES_MAX)
        return this.#ledger.dropped('traces', 'spool_full');
      this.#count += 1;
      this.#sizeBytes += sizeBytes;
      this.#sizes.set(span, sizeBytes);
      this.#processor.onEnd(span);
    } catch (error) {
      this.#ledger.dropped('traces', 'encode_failed');
      runtime.onInternalError('write span', error);
    }
  }

  /** Sends what is there, for at most so long. */
  async drain(withinMs: number): Promise<void> {
    await this.#processor.forceFlush();
    await this.#exporter.drain(withinMs);
  }

  close(): void {
    void this.#processor.shutdown().catch((error: unknown) => runtime.onInternalError('close', error));
  }

  #release(span: ReadableSpan): void {
    this.#count -= 1;
    this.#sizeBytes -= this.#sizes.get(span) ?? 0;
  }
}
