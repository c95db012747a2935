/** Keeps what would have gone to the spool, read back from its encoded bytes: tests see what a receiver would see. */
import { ByteWriter, decodeRecord, type LogRecord, type SpanRecord } from '@sonde/otlp';
import type { RecordKind } from '@sonde/otlp/segments';
import type { Ledger } from '../spool/ledger.ts';
import type { RecordSink } from '../telemetry-writer.ts';

/** A test that makes more forgets to `reset()`. */
const RECORDS_MAX = 100_000;

/** Records in memory, in the order in which they ended. */
export class TestSink implements RecordSink {
  bringIn = (): void => {};
  readonly #ledger: Ledger;
  spans: SpanRecord[] = [];
  logs: LogRecord[] = [];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  record(
    kind: RecordKind,
    _error: boolean,
    _resource: Uint8Array,
    _scope: Uint8Array,
    encode: (into: ByteWriter) => void,
  ): void {
    if (kind === 'metric') return;
    const signal = kind === 'span' ? 'traces' : 'logs';
    if (this.spans.length + this.logs.length >= RECORDS_MAX)
      return this.#ledger.dropped(signal, 'spool_full');
    // A writer of its own: telemetry may arise while a record is encoded.
    const bytes = new ByteWriter();
    encode(bytes);
    if (kind === 'span') this.spans.push(decodeRecord('traces', bytes.view()));
    else this.logs.push(decodeRecord('logs', bytes.view()));
  }

  flush(): void {}

  reset(): void {
    this.spans = [];
    this.logs = [];
  }
}
