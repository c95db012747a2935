/** The way to Loki: written to disk in the turn of the loop that made them, sent in batches, kept until they are taken. */
// Imported, so that a host's fake timers do not hold telemetry up.
import { setImmediate, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '@sonde/observe';
import { LineLog } from './line-log.ts';
import type { LokiEntry } from './loki-entry.ts';
import { type LokiOutcome, type LokiTarget, pushToLoki } from './loki-push.ts';

/** How an outlet works. */
export interface LokiOutletOptions {
  readonly target: LokiTarget;
  /** Lines of one request. */
  readonly batchSize: number;
  /** Longest wait of a line for others, in ms (1,000). */
  readonly intervalMs?: number | undefined;
  /** Directory for what is not sent yet; without one it is in memory alone. */
  readonly directory?: string | undefined;
}

/** What became of the lines: *emitted + inherited = delivered + dropped + waiting.* */
export interface LokiCounts {
  readonly emitted: number;
  /** Left by dead processes. */
  readonly inherited: number;
  readonly delivered: number;
  /** Refused by Loki for good. */
  readonly refused: number;
  /** Dropped because too many waited: the oldest go first. */
  readonly overflowed: number;
  readonly waiting: number;
}

interface Waiting {
  readonly entry: LokiEntry;
  /** File that holds it; undefined until it is written. */
  file: number | undefined;
}

/** 32 MiB of memory in the worst case; as much on disk. */
const UNITS_MAX = 16 * 1_024 * 1_024;
/** So many batches that wait are a backlog, whose requests carry so many lines. */
const BACKLOG_BATCHES = 10;
const BACKLOG_LINES = 1_000;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 30_000;
const LOOK_MS = 10;

/** Delivers lines to one Loki. */
export class LokiOutlet {
  readonly #options: LokiOutletOptions;
  readonly #log: LineLog | undefined;
  readonly #counts = { emitted: 0, inherited: 0, delivered: 0, refused: 0, overflowed: 0 };
  #waiting: Waiting[] = [];
  #units = 0;
  #unwritten = 0;
  #sending = 0;
  #writeDue: NodeJS.Immediate | undefined;
  /** When lines that fill no batch are sent. */
  #dueMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerMs = Number.POSITIVE_INFINITY;
  #retryMs = RETRY_FIRST_MS;
  /** Until then Loki is not asked. */
  #pauseUntilMs = 0;
  /** Loki said how long. */
  #isTold = false;
  #withMetadata = true;
  #closed = false;

  constructor(options: LokiOutletOptions) {
    this.#options = options;
    this.#log = openLog(options.directory);
    this.#inherit();
  }

  get counts(): LokiCounts {
    return { ...this.#counts, waiting: this.#waiting.length };
  }

  /** Takes a line. */
  push(entry: LokiEntry): void {
    this.#counts.emitted += 1;
    this.#add(entry, undefined);
    this.#unwritten += 1;
    this.#writeDue ??= setImmediate(() => this.write());
    this.#schedule();
  }

  /** Writes what was taken since the last write to disk, at once. */
  write(): void {
    if (this.#writeDue !== undefined) clearImmediate(this.#writeDue);
    this.#writeDue = undefined;
    this.#writeTail(Math.min(this.#unwritten, this.#waiting.length));
    this.#unwritten = 0;
    this.#schedule();
  }

  /**
   * Sends everything.
   *
   * @param withinMs - Gives up after that long; what is left stays on disk. The process is kept alive until then.
   * @returns True when nothing is left.
   */
  async flush(withinMs: number): Promise<boolean> {
    this.write();
    // What waits for its own reasons is asked for once more: this may be the end of the process.
    if (!this.#isTold) this.#pauseUntilMs = 0;
    const endMs = performance.now() + withinMs;
    while (this.#waiting.length > 0 && !this.#closed && performance.now() < endMs) {
      if (this.#sending === 0) void this.#sendNext();
      await sleep(LOOK_MS);
    }
    return this.#waiting.length === 0;
  }

  /** Writes what is left to disk and stops. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.write();
    clearTimeout(this.#timer);
    this.#log?.close();
  }

  #inherit(): void {
    try {
      for (const { entries, number } of this.#log?.takeOver() ?? []) {
        this.#counts.inherited += entries.length;
        for (const entry of entries) this.#add(entry, number);
      }
    } catch (error) {
      runtime.onInternalError('take over loki lines', error);
    }
    if (this.#waiting.length > 0) this.#schedule();
    else this.#log?.dropBefore(undefined);
  }

  #add(entry: LokiEntry, file: number | undefined): void {
    this.#waiting.push({ entry, file });
    this.#units += entry.line.length;
    // Those in flight are settled when the answer comes.
    while (this.#units > UNITS_MAX && this.#waiting.length > this.#sending + 1) {
      const [dropped] = this.#waiting.splice(this.#sending, 1);
      this.#units -= dropped?.entry.line.length ?? 0;
      this.#counts.overflowed += 1;
    }
  }

  #writeTail(count: number): void {
    if (this.#log === undefined || count === 0) return;
    const unwritten = this.#waiting.slice(-count);
    try {
      const file = this.#log.append(unwritten.map(({ entry }) => entry));
      for (const item of unwritten) item.file = file;
    } catch (error) {
      runtime.onInternalError('write loki lines', error);
    }
  }

  /** Sends now, or sets the timer to when there is reason to. */
  #schedule(): void {
    if (this.#closed || this.#sending > 0 || this.#waiting.length === 0) return;
    const nowMs = performance.now();
    this.#dueMs ??= nowMs + (this.#options.intervalMs ?? 1_000);
    // What is not on disk yet is not sent: it is written at the end of this turn, which comes here again.
    const isFull = this.#waiting.length >= this.#options.batchSize && this.#writeDue === undefined;
    const atMs = Math.max(this.#pauseUntilMs, isFull ? nowMs : this.#dueMs);
    if (atMs <= nowMs) return void this.#sendNext();
    if (atMs >= this.#timerMs) return;
    clearTimeout(this.#timer);
    this.#timerMs = atMs;
    this.#timer = setTimeout(
      () => {
        this.#timerMs = Number.POSITIVE_INFINITY;
        this.#schedule();
      },
      Math.ceil(atMs - nowMs),
    ).unref();
  }

  async #sendNext(countMax: number = this.#batchMax()): Promise<void> {
    if (this.#sending > 0 || this.#closed || performance.now() < this.#pauseUntilMs) return;
    const batch = this.#waiting.slice(0, countMax);
    if (batch.length === 0) return;
    this.#sending = batch.length;
    this.#dueMs = undefined;
    const entries = batch.map(({ entry }) => entry);
    const outcome = await pushToLoki(this.#options.target, entries, this.#withMetadata);
    this.#sending = 0;
    try {
      this.#settle(batch.length, outcome);
    } catch (error) {
      runtime.onInternalError('send to loki', error);
    }
  }

  /** Ten lines a request are 500 lines a second at 20 ms each: what has piled up goes faster. */
  #batchMax(): number {
    const { batchSize } = this.#options;
    return this.#waiting.length < batchSize * BACKLOG_BATCHES
      ? batchSize
      : Math.max(batchSize, BACKLOG_LINES);
  }

  #settle(count: number, outcome: LokiOutcome): void {
    if (outcome.kind !== 'accepted') runtime.onInternalError('send to loki', new Error(outcome.message));
    if (outcome.kind === 'too_large' && count > 1) return void this.#sendNext(count >> 1);
    if (outcome.kind === 'no_metadata') this.#withMetadata = false;
    else if (outcome.kind === 'retry' || outcome.kind === 'mendable') this.#pause(outcome);
    else this.#release(count, outcome.kind === 'accepted' ? 'delivered' : 'refused');
    this.#schedule();
  }

  #pause({ kind, afterMs }: LokiOutcome): void {
    this.#isTold = afterMs !== undefined;
    this.#pauseUntilMs =
      performance.now() + (afterMs ?? (kind === 'mendable' ? RETRY_MAX_MS : this.#retryMs));
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }

  #release(count: number, outcome: 'delivered' | 'refused'): void {
    this.#retryMs = RETRY_FIRST_MS;
    this.#counts[outcome] += count;
    for (const { entry } of this.#waiting.splice(0, count)) this.#units -= entry.line.length;
    const [first] = this.#waiting;
    // What is not written yet comes into the file that is open now.
    if (first === undefined || first.file !== undefined) this.#log?.dropBefore(first?.file);
  }
}

/** Where no file can be written, lines wait in memory. */
function openLog(directory: string | undefined): LineLog | undefined {
  if (directory === undefined) return undefined;
  try {
    return new LineLog(directory);
  } catch (error) {
    runtime.onInternalError('open loki lines', error);
    return undefined;
  }
}
