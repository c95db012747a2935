/** Stands in for the spool where no file can be written: a bounded queue, from which the sender takes if there is one. */
import { ByteWriter, encodeRequest, type RawRecord, type Signal } from '@sonde/otlp';
import type { RecordKind } from '@sonde/otlp/segments';
import { type PostTarget, postOtlp } from './sender/post.ts';
import type { Ledger } from './spool/ledger.ts';
import type { RecordSink } from './telemetry-writer.ts';

/** 16 MiB hold a burst of 50,000 small spans. */
const BYTES_MAX = 16 * 1_024 * 1_024;
const BATCH_RECORDS = 512;
const SEND_MS = 1_000;
const signalOf = { span: 'traces', log: 'logs', metric: 'metrics' } as const satisfies Record<
  RecordKind,
  Signal
>;

/** A queue in memory. */
export class MemorySink implements RecordSink {
  readonly #ledger: Ledger;
  readonly #target: PostTarget | undefined;
  readonly #queues: Record<Signal, RawRecord[]> = { traces: [], logs: [], metrics: [] };
  readonly #bytes = new ByteWriter();
  readonly #timer: NodeJS.Timeout | undefined;
  #size = 0;
  #sending: Promise<void> = Promise.resolve();

  /** @param target - Where records go; without one they are held up to the bound, and then dropped and counted. */
  constructor(ledger: Ledger, target: PostTarget | undefined) {
    this.#ledger = ledger;
    this.#target = target;
    this.#timer = target === undefined ? undefined : setInterval(() => void this.drain(), SEND_MS).unref();
  }

  record(
    kind: RecordKind,
    _error: boolean,
    resource: Uint8Array,
    scope: Uint8Array,
    encode: (into: ByteWriter) => void,
  ): void {
    this.#bytes.reset();
    encode(this.#bytes);
    // A copy: the view of the writer is overwritten by the next record.
    const record = Uint8Array.from(this.#bytes.view());
    const signal = signalOf[kind];
    if (this.#size + record.length > BYTES_MAX) return this.#ledger.dropped(signal, 'spool_full');
    this.#size += record.length;
    this.#queues[signal].push({ resource, scope, record });
  }

  flush(): void {}

  /** Sends what is queued; records stay queued while the receiver does not take them. */
  drain(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#sendAll());
    return this.#sending;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #sendAll(): Promise<void> {
    if (this.#target === undefined) return;
    for (const signal of Object.values(signalOf)) {
      while (this.#queues[signal].length > 0 && (await this.#sendBatch(this.#target, signal)));
    }
  }

  async #sendBatch(target: PostTarget, signal: Signal): Promise<boolean> {
    const batch = this.#queues[signal].slice(0, BATCH_RECORDS);
    const outcome = await postOtlp(target, signal, encodeRequest(signal, batch));
    if (outcome.kind === 'retry') return false;
    this.#queues[signal].splice(0, batch.length);
    for (const { record } of batch) this.#size -= record.length;
    const rejected = outcome.kind === 'accepted' ? Math.min(outcome.rejected, batch.length) : batch.length;
    this.#ledger.delivered(signal, batch.length - rejected);
    this.#ledger.dropped(signal, outcome.kind === 'too_large' ? 'too_large' : 'refused', rejected);
    return true;
  }
}
