/** Stands in for the spool where no file can be written: a bounded queue, from which the sender takes if there is one. */
// Imported, so that a host's fake timers do not hold telemetry up.
import { setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '@sonde/observe';
import { ByteWriter, encodeRequest, type RawRecord, type Signal } from '@sonde/otlp';
import type { RecordKind } from '@sonde/otlp/segments';
import { type PostTarget, postOtlp } from '../sender/post.ts';
import type { Ledger } from '../spool/ledger.ts';
import { signalOfKind } from '../spool/record-frame.ts';
import type { RecordSink } from '../telemetry-writer.ts';

/** A burst of 50,000 small spans takes 15 MiB. */
const BYTES_MAX = 64 * 1_024 * 1_024;
const BATCH_RECORDS = 512;
const SEND_MS = 1_000;
/** Between two rounds while the process waits for its end. */
const RETRY_MS = 200;

/** A queue in memory. */
export class MemorySink implements RecordSink {
  bringIn = (): void => {};
  readonly #ledger: Ledger;
  readonly #target: PostTarget | undefined;
  readonly #queues: Record<Signal, RawRecord[]> = { traces: [], logs: [], metrics: [] };
  readonly #bytes = new ByteWriter();
  readonly #timer: NodeJS.Timeout | undefined;
  #size = 0;
  #encoding = false;
  #sending: Promise<void> | undefined;

  /** @param target - Where records go; without one they are held up to the bound, and then dropped and counted. */
  constructor(ledger: Ledger, target: PostTarget | undefined) {
    this.#ledger = ledger;
    this.#target = target;
    this.#timer = target === undefined ? undefined : setInterval(() => void this.#send(), SEND_MS).unref();
  }

  record(
    kind: RecordKind,
    _error: boolean,
    resource: Uint8Array,
    scope: Uint8Array,
    encode: (into: ByteWriter) => void,
  ): void {
    const record = this.#encode(encode);
    const signal = signalOfKind[kind];
    if (this.#size + record.length > BYTES_MAX) return this.#ledger.dropped(signal, 'spool_full');
    this.#size += record.length;
    this.#queues[signal].push({ resource, scope, record });
  }

  flush(): void {
    this.bringIn();
  }

  /**
   * Sends what is queued; what the receiver does not take stays queued.
   *
   * @param withinMs - Gives up after that long; until then the process is kept alive.
   */
  async drain(withinMs: number): Promise<void> {
    this.bringIn();
    const end = new AbortController();
    const deadline = sleep(withinMs, undefined, { signal: end.signal }).catch(() => {});
    await Promise.race([this.#sendUntilEmpty(end.signal), deadline]);
    end.abort();
  }

  close(): void {
    this.bringIn();
    clearInterval(this.#timer);
  }

  /** Telemetry may arise while a record is encoded: a getter can end a span. */
  #encode(encode: (into: ByteWriter) => void): Uint8Array {
    const nested = this.#encoding;
    const bytes = nested ? new ByteWriter() : this.#bytes;
    bytes.reset();
    this.#encoding = true;
    try {
      encode(bytes);
      // A copy: the view of the writer is overwritten by the next record.
      return Uint8Array.from(bytes.view());
    } finally {
      this.#encoding = nested;
    }
  }

  async #sendUntilEmpty(end: AbortSignal): Promise<void> {
    if (this.#target === undefined) return;
    // The round that runs may be past the signal that has new records.
    await this.#sending;
    while (!end.aborted) {
      await this.#send();
      if (this.#size === 0) return;
      await sleep(RETRY_MS, undefined, { signal: end }).catch(() => {});
    }
  }

  /** One round at a time: rounds that wait for a receiver that hangs would gather. */
  #send(): Promise<void> {
    this.#sending ??= this.#sendAll()
      .catch((error: unknown) => runtime.onInternalError('send', error))
      .finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    if (this.#target === undefined) return;
    for (const signal of Object.values(signalOfKind)) {
      while (this.#queues[signal].length > 0 && (await this.#sendBatch(this.#target, signal)));
    }
  }

  async #sendBatch(target: PostTarget, signal: Signal, countMax: number = BATCH_RECORDS): Promise<boolean> {
    const batch = this.#queues[signal].slice(0, countMax);
    const outcome = await postOtlp(target, signal, encodeRequest(signal, batch));
    // 404 may be for this signal alone: kept, it would take the room of the others.
    if (outcome.kind === 'retry' || (outcome.kind === 'misconfigured' && outcome.status !== 404))
      return false;
    if (outcome.kind === 'too_large' && batch.length > 1)
      return this.#sendBatch(target, signal, batch.length >> 1);
    this.#queues[signal].splice(0, batch.length);
    for (const { record } of batch) this.#size -= record.length;
    const rejected = outcome.kind === 'accepted' ? Math.min(outcome.rejected, batch.length) : batch.length;
    this.#ledger.delivered(signal, batch.length - rejected);
    this.#ledger.dropped(signal, outcome.kind === 'too_large' ? 'too_large' : 'refused', rejected);
    return true;
  }
}
