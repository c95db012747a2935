/** The log of the store: appends become durable in groups, off the thread that appends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isSondeError, SondeError } from '@sonde/conventions';
import { type FramePosition, SegmentWriter } from '@sonde/otlp/segments';
import { entryBytes, type StoreEntry, writeEntry } from './store-entry.ts';

/**
 * When an append counts as done:
 * - `batch`: when it is on the disk; one sync at most every 100 ms serves all.
 * - `request`: when it is on the disk, synced as soon as the sync before has ended.
 * - `none`: when the system has it, which survives the death of the process but not the loss of power.
 */
export type Durability = 'batch' | 'request' | 'none';

/** What the log needs. */
export interface SegmentLogOptions {
  readonly directory: string;
  readonly durability: Durability;
  readonly segmentBytesMax: number;
  /** Called when a group is done. */
  readonly onCommit: () => void;
  /** Called when appends were rejected. */
  readonly onFailure: (error: Error) => void;
}

interface Waiter {
  readonly sizeBytes: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Least time between two syncs in ms: a sync costs 0.6-5 ms of the disk, so it takes at most a twentieth of it, and
 * nobody waits longer than a tenth of a second.
 */
const syncEveryMs = 100;
/** Bytes that may wait for the disk; beyond it appends are rejected until it has caught up. */
const waitingBytesMax = 64 * 1024 * 1024;

/** Appends entries. */
export class SegmentLog {
  readonly #options: SegmentLogOptions;
  #writer: SegmentWriter | undefined;
  #waiters: Waiter[] = [];
  #waitingBytes = 0;
  #committing: Promise<void> | undefined;
  #lastSyncAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @throws SondeError DIRECTORY_UNWRITABLE */
  constructor(options: SegmentLogOptions) {
    this.#options = options;
    this.#writer = this.#createWriter();
  }

  /** Where the next frame will stand; undefined while nothing can be written. */
  get position(): FramePosition | undefined {
    return this.#writer?.position;
  }

  /**
   * Appends entries in this order, nothing between them.
   *
   * @throws SondeError STORE_UNWRITABLE when they could not be made durable. They may be in the log nevertheless;
   *   repeating the append is safe, because spans, log records of requests and copies are recognised.
   */
  append(entries: readonly StoreEntry[]): Promise<void> {
    const sizeBytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    if (this.#closed) return Promise.reject(unwritable('the store is closed'));
    if (this.#waitingBytes > 0 && this.#waitingBytes + sizeBytes > waitingBytesMax)
      return Promise.reject(unwritable(`${this.#waitingBytes} bytes wait for the disk already`));
    try {
      this.#writer ??= this.#createWriter();
      for (const entry of entries) writeEntry(this.#writer, entry);
    } catch (error) {
      return Promise.reject(this.#fail(this.#waiters.splice(0), error));
    }
    return this.#whenDone(sizeBytes);
  }

  /** Hands what is staged to the system. */
  flush(): void {
    this.#writer?.flush();
  }

  /** Waits for what was appended, then seals the segment. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#committing;
    this.#writer?.close();
    this.#writer = undefined;
  }

  #createWriter(): SegmentWriter {
    const { directory, segmentBytesMax } = this.#options;
    return new SegmentWriter({ directory, segmentBytesMax });
  }

  #whenDone(sizeBytes: number): Promise<void> {
    this.#waitingBytes += sizeBytes;
    return new Promise((resolve, reject) => {
      this.#waiters.push({ sizeBytes, resolve, reject });
      this.#committing ??= this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    await new Promise(setImmediate);
    while (this.#waiters.length > 0) {
      if (this.#options.durability === 'batch') await this.#untilNextSync();
      await this.#commitGroup(this.#waiters.splice(0));
    }
    // In one step with the check above: an append that comes after it must start another loop.
    this.#committing = undefined;
  }

  async #untilNextSync(): Promise<void> {
    const waitMs = this.#lastSyncAt + syncEveryMs - performance.now();
    if (waitMs > 0 && !this.#closed) await sleep(waitMs);
    this.#lastSyncAt = performance.now();
  }

  async #commitGroup(group: readonly Waiter[]): Promise<void> {
    try {
      this.#writer?.flush();
      if (this.#options.durability !== 'none') await this.#writer?.sync();
    } catch (error) {
      this.#fail(group, error);
      return;
    }
    for (const { sizeBytes, resolve } of group) {
      this.#waitingBytes -= sizeBytes;
      resolve();
    }
    this.#options.onCommit();
  }

  /**
   * Rejects a group. What of it reached the disk is unknown, and after a failed sync the system may have dropped
   * pages it says it has; so the segment is left as it is, and the next append begins another one.
   */
  #fail(group: readonly Waiter[], cause: unknown): Error {
    this.#leaveSegment();
    const error = asUnwritable(cause);
    for (const { sizeBytes, reject } of group) {
      this.#waitingBytes -= sizeBytes;
      reject(error);
    }
    this.#options.onFailure(error);
    return error;
  }

  #leaveSegment(): void {
    const writer = this.#writer;
    this.#writer = undefined;
    try {
      writer?.close();
    } catch {
      // What could not be written has been reported; a segment without seal is a segment of a dead writer.
    }
  }
}

function asUnwritable(cause: unknown): SondeError {
  if (isSondeError(cause) && cause.code === 'STORE_UNWRITABLE') return cause;
  return unwritable(cause instanceof Error ? cause.message : String(cause), cause);
}

function unwritable(message: string, cause?: unknown): SondeError {
  return new SondeError('STORE_UNWRITABLE', message, { cause });
}
