/** Keeps the batches that a stock exporter gives up on: an outage costs time, and spans only beyond the bound. */
// Imported, so that a host's fake timers do not hold telemetry up.
import { setTimeout } from 'node:timers';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { runtime } from '@sonde/observe';
import type { DropReason } from '../spool/ledger.ts';

/** What became of spans. */
export type Settle = (spans: readonly ReadableSpan[], outcome: 'delivered' | DropReason) => void;

const IN_FLIGHT_MAX = 4;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 15_000;
/** People mend addresses and credentials. */
const MENDABLE_RETRY_MS = 30_000;
const mendable = new Set([401, 403, 404]);
const TOO_LARGE = 413;
/** Between two looks while the process waits for its end. */
const LOOK_MS = 20;

/** Stands between a batch processor and its exporter; takes every batch at once and sends several at a time. */
export class RetainingExporter implements SpanExporter {
  readonly #inner: SpanExporter;
  readonly #settle: Settle;
  #waiting: ReadableSpan[][] = [];
  #inFlight = 0;
  #retryMs = RETRY_FIRST_MS;
  #pause: NodeJS.Timeout | undefined;

  constructor(inner: SpanExporter, settle: Settle) {
    this.#inner = inner;
    this.#settle = settle;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#waiting.push(spans);
    done({ code: ExportResultCode.SUCCESS });
    this.#pump();
  }

  /** True when nothing is left. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#inFlight === 0;
  }

  /**
   * Waits until everything is taken.
   *
   * @param withinMs - Gives up after that long; until then the process is kept alive.
   */
  async drain(withinMs: number): Promise<void> {
    const endMs = performance.now() + withinMs;
    this.#resume();
    while (!this.isEmpty && performance.now() < endMs)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }

  async forceFlush(): Promise<void> {
    this.#resume();
  }

  async shutdown(): Promise<void> {
    clearTimeout(this.#pause);
    await this.#inner.shutdown();
  }

  #pump(): void {
    while (this.#pause === undefined && this.#inFlight < IN_FLIGHT_MAX) {
      const batch = this.#waiting.shift();
      if (batch === undefined) return;
      this.#send(batch);
    }
  }

  #send(batch: ReadableSpan[]): void {
    this.#inFlight += 1;
    const settled = (result: ExportResult) => {
      this.#inFlight -= 1;
      if (result.code === ExportResultCode.SUCCESS) this.#delivered(batch);
      else this.#failed(batch, result.error);
      this.#pump();
    };
    try {
      this.#inner.export(batch, settled);
    } catch (error) {
      settled({ code: ExportResultCode.FAILED, error: error as Error });
    }
  }

  #delivered(batch: readonly ReadableSpan[]): void {
    this.#retryMs = RETRY_FIRST_MS;
    this.#settle(batch, 'delivered');
  }

  /** The exporter says the status of a refusal in `code`; what it tried again in vain, and lost connections, have none. */
  #failed(batch: ReadableSpan[], error: Error | undefined): void {
    runtime.onInternalError('send', error);
    const { code } = (error ?? {}) as { code?: unknown };
    if (code === TOO_LARGE) return this.#halve(batch);
    if (typeof code === 'number' && code >= 300 && !mendable.has(code)) return this.#settle(batch, 'refused');
    this.#waiting.unshift(batch);
    this.#wait(typeof code === 'number' ? MENDABLE_RETRY_MS : this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }

  #halve(batch: ReadableSpan[]): void {
    if (batch.length === 1) return this.#settle(batch, 'too_large');
    const half = batch.length >> 1;
    this.#waiting.unshift(batch.slice(0, half), batch.slice(half));
  }

  #wait(ms: number): void {
    this.#pause ??= setTimeout(() => this.#resume(), ms).unref();
  }

  #resume(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#pump();
  }
}
