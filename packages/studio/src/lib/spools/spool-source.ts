/** Drains one spool: reads on, has it copied, removes what is copied. */
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type FramePosition,
  isProcessAlive,
  listSegments,
  type ResolvedFrame,
  recoverOpenSpans,
  SegmentFollower,
  type SegmentListing,
} from '@sonde/otlp/segments';
import { writeSpoolCursor } from './spool-cursor.ts';
import type { SpoolFolder } from './spool-folder.ts';

/** Frames of one spool, and how far the spool is copied once they are. */
export interface SpoolBatch {
  readonly folder: SpoolFolder;
  readonly frames: readonly ResolvedFrame[];
  readonly end: FramePosition;
}

/** Copies a batch into the store; resolves when it is durable. */
export type SpoolSink = (batch: SpoolBatch) => Promise<void>;

/** A piece of a spool, read and not yet copied. */
export interface SpoolPiece {
  readonly frames: readonly ResolvedFrame[];
  readonly end: FramePosition;
  readonly readBytes: number;
  readonly damagedBytes: number;
  readonly caughtUp: boolean;
}

/** Where a spool stands after a piece. */
export interface SpoolProgress {
  /** `more`: read on at once; `waiting`: nothing more now; `removed`: its process is dead and all of it is copied. */
  readonly state: 'more' | 'waiting' | 'removed';
  /** Bytes of a frame that the dead process did not finish. */
  readonly tornBytes: number;
}

// Liveness costs a few system calls; a second more before a folder goes does no harm.
const aliveCheckMs = 1_000;

/** One spool being drained. */
export class SpoolSource {
  readonly folder: SpoolFolder;
  readonly #sink: SpoolSink;
  #follower: SegmentFollower;
  #copied: FramePosition | undefined;
  #dead = false;
  #checkedMs = Number.NEGATIVE_INFINITY;

  /**
   * @param folder - The spool.
   * @param from - How far the store has copied it; undefined for a new one.
   * @param sink - Takes the frames.
   */
  constructor(folder: SpoolFolder, from: FramePosition | undefined, sink: SpoolSink) {
    this.folder = folder;
    this.#sink = sink;
    this.#copied = from;
    this.#follower = this.#follow();
  }

  /**
   * Reads the next piece; pass it to {@link SpoolSource.finish} before the next read.
   *
   * @param bytesMax - About how much to read.
   */
  read(bytesMax: number): SpoolPiece {
    this.#checkLife(); // before reading: what a process wrote, it wrote before it died
    const { frames, end, caughtUp, damagedBytes } = this.#follower.poll(bytesMax);
    return { frames, end, readBytes: distance(this.#copied, end), damagedBytes, caughtUp };
  }

  /**
   * Copies a piece, then removes what is copied.
   *
   * @throws what the sink throws; the same piece is then read again.
   */
  async finish(piece: SpoolPiece): Promise<SpoolProgress> {
    const { end } = piece;
    if (piece.frames.length > 0) await this.#copy(piece);
    this.#copied = end;
    const segments = listSegments(this.folder.directory);
    removeBefore(end.segment, segments);
    if (!piece.caughtUp) return { state: 'more', tornBytes: 0 };
    const newest = segments.at(-1);
    if (!this.#dead || (newest && newest.number > end.segment)) return { state: 'waiting', tornBytes: 0 };
    if (recoverOpenSpans(this.folder.directory) > 0) return { state: 'more', tornBytes: 0 };
    removeFolder(this.folder.directory);
    return { state: 'removed', tornBytes: unreadBytes(newest, end) };
  }

  async #copy({ frames, end }: SpoolPiece): Promise<void> {
    try {
      await this.#sink({ folder: this.folder, frames, end });
      writeSpoolCursor(this.folder.directory, end);
    } catch (error) {
      this.#follower = this.#follow();
      throw error;
    }
  }

  #follow(): SegmentFollower {
    const { directory } = this.folder;
    return new SegmentFollower(this.#copied ? { directory, from: this.#copied } : { directory });
  }

  #checkLife(): void {
    const nowMs = performance.now();
    if (this.#dead || nowMs - this.#checkedMs < aliveCheckMs) return;
    this.#checkedMs = nowMs;
    this.#dead = !isProcessAlive(this.folder, this.folder.directory);
  }
}

function distance(from: FramePosition | undefined, to: FramePosition): number {
  return to.segment === from?.segment ? to.offset - from.offset : to.offset;
}

function unreadBytes(newest: SegmentListing | undefined, end: FramePosition): number {
  return newest?.number === end.segment ? Math.max(0, newest.sizeBytes - end.offset) : 0;
}

function removeBefore(segment: number, segments: readonly SegmentListing[]): void {
  for (const { number, file } of segments) {
    if (number < segment) rmSync(file, { force: true });
  }
}

/** `spool.json` goes last, so that a removal that is interrupted is taken up again. */
function removeFolder(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (/^\d{8,}\.seg$/.test(name) || name.startsWith('cursor.json'))
      rmSync(join(directory, name), { force: true });
  }
  rmSync(join(directory, 'spool.json'), { force: true });
  removeEmpty(directory); // keeps a fallback.jsonl: exceptions that could not be emitted are not in the store
  removeEmpty(join(directory, '..'));
}

function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // not empty
  }
}
