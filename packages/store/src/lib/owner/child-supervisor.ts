/** Keeps a child process running, and passes calls to whichever life of it there is. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SondeError } from '@sonde/conventions';
import type { FramePosition } from '@sonde/otlp/segments';
import { type ChildMethod, exitCodes } from '../child/messages.ts';
import type { ReadOptions } from '../reader/telemetry-reader.ts';
import { ChildConnection, ChildDied, type ChildExit } from './child-connection.ts';
import { quarantineIndex } from './quarantine.ts';
import type { StoreEvent } from './store-events.ts';

/** Where things are. */
export interface StoreDirectories {
  readonly log: string;
  readonly index: string;
  readonly quarantine: string;
}

/** A life shorter than this counts as a death on opening. */
const quickDeathMs = 5_000;
/** Deaths on opening, one after the other, that prove the index damaged. */
const quickDeathsMax = 2;
const backoffMinMs = 100;
const backoffMaxMs = 5_000;
const deadlineDefaultMs = 10_000;

/** Restarts the child whenever it ends, and sets the index aside when it is the reason. */
export class ChildSupervisor {
  readonly #directories: StoreDirectories;
  readonly #onEvent: (event: StoreEvent) => void;
  #connection: ChildConnection | undefined;
  #opened = Promise.withResolvers<ChildConnection>();
  #indexedTo: FramePosition = { segment: 0, offset: 0 };
  readonly #progress = new Set<() => void>();
  #quickDeaths = 0;
  #backoffMs = backoffMinMs;
  #restarts = 0;
  #restartTimer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(directories: StoreDirectories, onEvent: (event: StoreEvent) => void) {
    this.#directories = directories;
    this.#onEvent = onEvent;
    // Nobody may be waiting when the store is closed.
    this.#opened.promise.catch(() => undefined);
    this.#start();
  }

  /** Process id of the child now running. */
  get pid(): number | undefined {
    return this.#connection?.pid;
  }

  nudge(): void {
    this.#connection?.nudge();
  }

  /**
   * Asks the child; a call that was in flight when it died is asked once more.
   *
   * @throws SondeError STORE_UNAVAILABLE, STORE_DEADLINE_EXCEEDED, STORE_INVALID_QUERY; the signal's reason.
   */
  async call(method: ChildMethod, query: unknown, options: ReadOptions = {}): Promise<unknown> {
    const endsAt = performance.now() + checkedDeadline(options.deadlineMs);
    options.signal?.throwIfAborted();
    try {
      return await this.#attempt(method, query, endsAt, options.signal);
    } catch (error) {
      if (!(error instanceof ChildDied)) throw error;
    }
    try {
      return await this.#attempt(method, query, endsAt, options.signal);
    } catch (error) {
      if (!(error instanceof ChildDied)) throw error;
      throw new SondeError('STORE_UNAVAILABLE', `the store process ended twice during ${method}`);
    }
  }

  /** Resolves when the log is indexed up to a position. */
  async indexed(position: FramePosition): Promise<void> {
    while (!this.#stopped && isBefore(this.#indexedTo, position)) {
      this.nudge();
      await new Promise<void>((resolve) => this.#progress.add(resolve));
    }
  }

  /** Ends the child for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#restartTimer);
    this.#opened.reject(closed());
    await this.#connection?.stop();
    this.#wakeProgress();
  }

  async #attempt(method: ChildMethod, query: unknown, endsAt: number, signal: AbortSignal | undefined) {
    const connection = await withDeadline(this.#opened.promise, endsAt, signal);
    const leftMs = Math.max(1, endsAt - performance.now());
    return connection.call(method, query, leftMs, signal);
  }

  #start(): void {
    const { log: logDirectory, index: indexDirectory } = this.#directories;
    const connection = new ChildConnection(
      { logDirectory, indexDirectory, restarts: this.#restarts },
      {
        onOpen: () => this.#opened.resolve(connection),
        onIndexed: (end) => this.#noteIndexed(end),
        onFailure: (message) => this.#onEvent({ type: 'index-failure', message }),
        onExit: (exit) => this.#ended(exit),
      },
    );
    this.#connection = connection;
  }

  #noteIndexed(end: FramePosition): void {
    this.#indexedTo = end;
    this.#wakeProgress();
  }

  #wakeProgress(): void {
    for (const wake of this.#progress) wake();
    this.#progress.clear();
  }

  #ended(exit: ChildExit): void {
    this.#connection = undefined;
    this.#opened = Promise.withResolvers();
    this.#opened.promise.catch(() => undefined);
    if (this.#stopped) return this.#opened.reject(closed());
    this.#indexedTo = { segment: 0, offset: 0 };
    this.#restarts += 1;
    const quick = exit.lifetimeMs < quickDeathMs;
    this.#quickDeaths = quick ? this.#quickDeaths + 1 : 0;
    this.#backoffMs = quick ? Math.min(this.#backoffMs * 2, backoffMaxMs) : backoffMinMs;
    this.#mendIndex(exit.code);
    this.#onEvent({ type: 'index-exit', ...exit, restartInMs: this.#backoffMs });
    this.#restartTimer = setTimeout(() => this.#start(), this.#backoffMs);
  }

  #mendIndex(code: number | null): void {
    const { index, quarantine } = this.#directories;
    if (code === exitCodes.otherFormat) return rmSync(index, { recursive: true, force: true });
    // A full disk damages nothing, and setting the index aside would not free it.
    if (code === exitCodes.unwritable) this.#quickDeaths = 0;
    const damaged = code === exitCodes.damaged || this.#quickDeaths >= quickDeathsMax;
    if (!damaged || !existsSync(join(index, 'data.mdb'))) return;
    this.#quickDeaths = 0;
    const directory = quarantineIndex(index, quarantine);
    if (directory) this.#onEvent({ type: 'index-quarantined', directory });
  }
}

function closed(): SondeError {
  return new SondeError('STORE_UNAVAILABLE', 'the store is closed');
}

function checkedDeadline(deadlineMs: number = deadlineDefaultMs): number {
  if (Number.isFinite(deadlineMs) && deadlineMs > 0) return Math.min(deadlineMs, 2 ** 31 - 2_000);
  throw new SondeError('STORE_INVALID_QUERY', `deadlineMs is ${deadlineMs}, it must be above 0`);
}

function isBefore(a: FramePosition, b: FramePosition): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}

async function withDeadline<T>(
  promise: Promise<T>,
  endsAt: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const late = () => reject(new SondeError('STORE_UNAVAILABLE', 'the store process did not start in time'));
  const timer = setTimeout(late, Math.max(0, endsAt - performance.now()));
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
