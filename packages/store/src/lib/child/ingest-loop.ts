/** Keeps the index up to date with the log: polls it when nudged, and now and then in case a nudge was lost. */
import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FramePosition, SegmentFollower, segmentFile } from '@sonde/otlp/segments';
import type { IndexDatabase } from '../index/index-database.ts';
import { readCursor } from '../index/index-state.ts';
import { applyStep } from '../index/indexer.ts';
import { FrameSettler } from '../log/settle-frames.ts';

const idlePollMs = 1_000;
const retryMs = 1_000;

/** What the loop needs. */
export interface IngestLoopOptions {
  readonly logDirectory: string;
  readonly database: IndexDatabase;
  /** Called after every commit, and once when the end of the log is reached first. */
  readonly onIndexed: (end: FramePosition) => void;
  /** Called when a step cannot be written, for example because the disk is full; it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** True when the index points behind the end of the log, as after a loss of power: it must be rebuilt. */
export function indexIsAhead(logDirectory: string, cursor: FramePosition | undefined): boolean {
  if (!cursor || cursor.segment === 0) return false;
  const file = segmentFile(logDirectory, cursor.segment);
  return existsSync(file) && statSync(file).size < cursor.offset;
}

/** Indexes what the log holds, until stopped. */
export class IngestLoop {
  readonly #options: IngestLoopOptions;
  #stopped = false;
  #wake: (() => void) | undefined;
  #nudged = false;
  #damagedBytes = 0;
  #end: FramePosition;
  #follower: SegmentFollower;
  #settler = new FrameSettler();

  constructor(options: IngestLoopOptions) {
    this.#options = options;
    const from = readCursor(options.database);
    this.#end = from ?? { segment: 0, offset: 0 };
    this.#follower = this.#followFrom(from);
  }

  /** Up to where the log has been read and indexed. */
  get end(): FramePosition {
    return this.#end;
  }

  /** Says that the log has grown. */
  nudge(): void {
    this.#nudged = true;
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      const caughtUp = await this.#tryStep();
      // Queries get their turn between two steps.
      if (caughtUp) await this.#idle();
      else await new Promise(setImmediate);
    }
  }

  async #tryStep(): Promise<boolean> {
    try {
      return this.#step();
    } catch (error) {
      this.#options.onFailure(error);
      this.#restart();
      await sleep(retryMs);
      return false;
    }
  }

  #step(): boolean {
    this.#nudged = false;
    const from = readCursor(this.#options.database);
    const { frames, end, caughtUp, damagedBytes } = this.#follower.poll();
    const arrivals = this.#settler.settle(frames);
    this.#damagedBytes += damagedBytes;
    const to = this.#settler.waitingFrom ?? end;
    const moved = from?.segment !== to.segment || from.offset !== to.offset;
    const step = { arrivals, from, to, damagedBytes: this.#damagedBytes };
    if (moved && !applyStep(this.#options.database, step)) {
      this.#restart();
      return false;
    }
    if (moved) this.#damagedBytes = 0;
    this.#end = end;
    if (moved || caughtUp) this.#options.onIndexed(end);
    return caughtUp;
  }

  #restart(): void {
    this.#damagedBytes = 0;
    this.#settler = new FrameSettler();
    this.#follower = this.#followFrom(readCursor(this.#options.database));
  }

  #followFrom(from: FramePosition | undefined): SegmentFollower {
    const directory = this.#options.logDirectory;
    return new SegmentFollower(from ? { directory, from } : { directory });
  }

  #idle(): Promise<void> {
    if (this.#nudged || this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, idlePollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
