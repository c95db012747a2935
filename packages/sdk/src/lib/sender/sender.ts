/** Sends a spool to an OTLP endpoint for as long as it takes: at least once, in order, and counted. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '@sonde/observe';
import { encodeRequest, type RawRecord, type Signal } from '@sonde/otlp';
import {
  FrameKind,
  type FramePosition,
  listSegments,
  type ResolvedFrame,
  SegmentFollower,
} from '@sonde/otlp/segments';
import { CursorFile, isTaken, readCursor, type SpoolCursor } from '../spool/cursor.ts';
import type { Ledger } from '../spool/ledger.ts';
import { batchBytesAfter } from './batch-bytes.ts';
import { withoutCredentials } from './endpoint-warning.ts';
import { type PostOutcome, type PostTarget, postOtlp, type Refusal, signalUrl } from './post.ts';
import { quarantine } from './quarantine.ts';

/** What a sender works with. */
export interface SenderOptions extends PostTarget {
  /** The spool. */
  readonly directory: string;
  readonly ledger: Ledger;
  /** The spool is a dead process's, whose ledger ended with it: its records come to this one with their fate (false). */
  readonly inherited?: boolean;
  /** Told each time that nothing is left to send (nobody). */
  readonly whenIdle?: () => void;
  /** Told once it has stopped (nobody). */
  readonly whenStopped?: () => void;
}

/**
 * Pause once everything is sent. At 1,000 calls a second, fifty requests a second of twenty spans each added 207 µs of
 * CPU to a call, one request a second 91 µs (two runs, 2 cores). A receiver hears of a call within this time.
 */
const LINGER_MS = 1_000;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 15_000;
/** People mend addresses and credentials: seconds do not matter, and a receiver is not to be flooded meanwhile. */
const MISCONFIGURED_RETRY_MS = 30_000;

/** Drains one spool. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #follower: SegmentFollower;
  readonly #stop = new AbortController();
  #started = false;
  #wake: AbortController | undefined;
  /** Until then it was told to wait, and nobody may wake it. */
  #waitUntilMs = 0;
  #pendingBytes = 0;
  #retryMs = RETRY_FIRST_MS;
  #idle = false;
  /** `performance.now()` when everything found was sent last. */
  #caughtUpMs = performance.now();
  /** Grows with every wish to drain: only a look that began after the last one can say that nothing is left. */
  #drainWishes = 0;
  #takenSegment = 0;
  #cursor: SpoolCursor;
  readonly #cursorFile: CursorFile;
  #firstKeptSegment = 0;
  #batchBytes = batchBytesAfter([]);

  constructor(options: SenderOptions) {
    this.#options = options;
    const { directory } = options;
    this.#cursor = readCursor(directory) ?? { segment: 0, offset: 0 };
    this.#cursorFile = new CursorFile(directory);
    this.#follower = new SegmentFollower({ directory, from: this.#cursor });
  }

  /** Starts sending; does not keep the process alive. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#run().catch((error: unknown) => runtime.onInternalError('end sender', error));
  }

  /**
   * Waits until everything written so far is sent.
   *
   * @param withinMs - Gives up after that long, or at once when the receiver said to wait longer.
   * @returns true when nothing is left.
   */
  async drain(withinMs: number): Promise<boolean> {
    this.#idle = false;
    this.#drainWishes += 1;
    this.#wake?.abort();
    const deadlineMs = performance.now() + withinMs;
    const isOver = () => performance.now() >= deadlineMs || this.#waitUntilMs > deadlineMs;
    while (!this.#idle && !this.stopped && !isOver()) await sleep(5);
    return this.#idle;
  }

  /** The last segment of which it has records in hand. */
  get takenSegment(): number {
    return this.#takenSegment;
  }

  /** Bytes at the end that are no whole record: lost when the writer is dead. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Everything found so far is sent. */
  get idle(): boolean {
    return this.#idle;
  }

  /** How long ago everything found was sent last, in ms; 0 while it is. */
  get lagMs(): number {
    return this.#idle ? 0 : performance.now() - this.#caughtUpMs;
  }

  /** It was told to stop: what was not idle by then never will be. */
  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Stops after the request in flight. What is left stays in the spool. */
  stop(): void {
    this.#stop.abort();
    this.#wake?.abort();
  }

  async #run(): Promise<void> {
    while (!this.stopped) {
      try {
        const wishes = this.#drainWishes;
        const caughtUp = await this.#sendNext();
        if (this.stopped) break;
        this.#idle = caughtUp && wishes === this.#drainWishes;
        if (!this.#idle) continue;
        this.#caughtUpMs = performance.now();
        this.#options.whenIdle?.();
        await this.#pause(LINGER_MS);
      } catch (error) {
        runtime.onInternalError('send', error);
        await this.#pause(RETRY_MAX_MS);
      }
    }
    this.#follower.close();
    this.#options.whenStopped?.();
    this.#cursorFile.close();
  }

  /** Sends one batch; true when nothing more was there. */
  async #sendNext(): Promise<boolean> {
    const { frames, end, caughtUp, damagedBytes, pendingBytes } = this.#follower.poll(this.#batchBytes);
    this.#batchBytes = batchBytesAfter(frames);
    this.#takenSegment = end.segment;
    this.#pendingBytes = pendingBytes;
    this.#options.ledger.damaged(damagedBytes);
    for (const [signal, kind] of signalKinds) {
      const records = frames
        .filter((frame) => frame.kind === kind && !isTaken(this.#cursor, signal, frame.position))
        .filter(isRecord);
      if (records.length > 0) await this.#deliver(signal, records);
      if (this.#stop.signal.aborted) return false;
    }
    // Damage alone counts as well: after a restart it must not be counted again.
    if (frames.length > 0 || damagedBytes > 0) this.#advance(end);
    return caughtUp;
  }

  /** Ends when every record is delivered or dropped with a reason. */
  async #deliver(signal: Signal, records: readonly RecordInSpool[]): Promise<void> {
    const body = encodeRequest(
      signal,
      records.map(({ raw }) => raw),
    );
    while (!this.#stop.signal.aborted) {
      const outcome = await postOtlp(this.#options, signal, body);
      if (outcome.kind === 'retry') await this.#waitBeforeRetry(outcome);
      else if (outcome.kind !== 'misconfigured' || (await this.#takesAnother(signal))) {
        if ('status' in outcome) this.#keep(signal, body, records.length, outcome);
        return this.#settle(signal, records, outcome);
      } else {
        runtime.onInternalError('send', new Error(outcome.message));
        await this.#waitAsTold(MISCONFIGURED_RETRY_MS);
      }
    }
  }

  /** Asked with empty requests. A receiver of traces alone answers 404 to logs: waiting would hold the traces back. */
  async #takesAnother(than: Signal): Promise<boolean> {
    for (const [signal] of signalKinds) {
      if (signal === than || this.stopped) continue;
      const { kind } = await postOtlp(this.#options, signal, encodeRequest(signal, []));
      if (kind === 'accepted') return true;
    }
    return false;
  }

  #keep(signal: Signal, body: Uint8Array, recordCount: number, { status, answer }: Refusal): void {
    try {
      const url = withoutCredentials(signalUrl(this.#options, signal));
      const directory = join(dirname(this.#options.directory), 'quarantine');
      quarantine(directory, { signal, body, recordCount, url, status, answer });
    } catch (error) {
      runtime.onInternalError('quarantine', error);
    }
  }

  async #settle(
    signal: Signal,
    records: readonly RecordInSpool[],
    outcome: Exclude<PostOutcome, { kind: 'retry' }>,
  ): Promise<void> {
    this.#retryMs = RETRY_FIRST_MS;
    if (outcome.kind === 'too_large' && records.length > 1) {
      const half = records.length >> 1;
      await this.#deliver(signal, records.slice(0, half));
      await this.#deliver(signal, records.slice(half));
      return;
    }
    this.#count(signal, records.length, outcome);
    this.#markSent(signal, records);
  }

  #count(signal: Signal, count: number, outcome: Exclude<PostOutcome, { kind: 'retry' }>): void {
    const { ledger, inherited = false } = this.#options;
    if (inherited) ledger.inherited(signal, count);
    if (outcome.kind === 'accepted') {
      const rejected = Math.min(outcome.rejected, count);
      ledger.delivered(signal, count - rejected);
      ledger.dropped(signal, 'refused', rejected);
    } else {
      ledger.dropped(signal, outcome.kind === 'too_large' ? 'too_large' : 'refused', count);
      runtime.onInternalError('send', new Error(`${count} records of ${signal}: ${outcome.message}`));
    }
  }

  /** A batch that is cut between signals or halves goes on there after a restart: nothing is sent or counted twice. */
  #markSent(signal: Signal, records: readonly RecordInSpool[]): void {
    const last = records.at(-1);
    if (last === undefined) return;
    const end = { segment: last.position.segment, offset: last.end };
    this.#cursor = { ...this.#cursor, sent: { ...this.#cursor.sent, [signal]: end } };
    this.#cursorFile.write(this.#cursor);
  }

  async #waitBeforeRetry({ afterMs, message }: Extract<PostOutcome, { kind: 'retry' }>): Promise<void> {
    runtime.onInternalError('send', new Error(message));
    if (afterMs !== undefined) return this.#waitAsTold(afterMs);
    await this.#pause(this.#retryMs * (0.8 + Math.random() * 0.4));
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }

  /** Sleeps, unless drain or stop wake it. */
  async #pause(ms: number): Promise<void> {
    if (this.stopped) return;
    this.#wake = new AbortController();
    await this.#sleep(ms, this.#wake.signal);
  }

  /** Sleeps, unless stop wakes it: a receiver that says when to come again is not asked before. */
  async #waitAsTold(ms: number): Promise<void> {
    this.#waitUntilMs = performance.now() + ms;
    await this.#sleep(ms, this.#stop.signal);
    this.#waitUntilMs = 0;
  }

  /** A sleeping sender does not keep the process alive. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal, ref: false }).catch(() => {});
  }

  #advance(end: FramePosition): void {
    const { directory } = this.#options;
    this.#cursor = end;
    this.#cursorFile.write(end);
    if (end.segment === this.#firstKeptSegment) return;
    this.#firstKeptSegment = end.segment;
    for (const { number, file } of listSegments(directory))
      if (number < end.segment) rmSync(file, { force: true });
  }
}

type RecordInSpool = ResolvedFrame & { readonly raw: RawRecord };

function isRecord(frame: ResolvedFrame): frame is RecordInSpool {
  return frame.raw !== undefined;
}

const signalKinds: readonly (readonly [Signal, number])[] = [
  ['traces', FrameKind.span],
  ['logs', FrameKind.log],
  ['metrics', FrameKind.metric],
];
