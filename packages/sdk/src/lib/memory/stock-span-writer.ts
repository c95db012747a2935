/** Writes logs and metrics as ever, and spans the way that OpenTelemetry itself has. */
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { TextFilter } from '@sonde/otlp';
import type { Ledger } from '../spool/ledger.ts';
import { type RecordSink, TelemetryWriter } from '../telemetry-writer.ts';
import { SpanCopies } from './redacted-span.ts';
import type { StockSpans } from './stock-spans.ts';

export class StockSpanWriter extends TelemetryWriter {
  readonly #spans: StockSpans;
  readonly #copies: SpanCopies;

  constructor(spans: StockSpans, sink: RecordSink, ledger: Ledger, filter?: TextFilter) {
    super(sink, ledger, filter);
    this.#spans = spans;
    this.#copies = new SpanCopies(filter);
  }

  override span(span: Parameters<TelemetryWriter['span']>[0] & ReadableSpan): void {
    this.#spans.add(span, this.#copies);
  }
}
