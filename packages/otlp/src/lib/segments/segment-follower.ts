/** Follows a directory of segments while another process writes them. */
import type { ResolvedFrame } from './record-payload.ts';
import { openSegment, resolveFrame } from './resolve-frame.ts';
import { segmentNumbers } from './segment-files.ts';
import { type Frame, FrameKind, type FramePosition, HEADER_BYTES } from './segment-format.ts';
import type { SegmentReader } from './segment-reader.ts';

/** What a poll found. */
export interface FollowedFrames {
  /** Frames with content, in order; resource, scope and seal frames and unknown kinds are not among them. */
  readonly frames: ResolvedFrame[];
  /** Where to go on: pass it as `from` after a restart. All segments below it are read to their end. */
  readonly end: FramePosition;
  /** True when nothing more can be read now. */
  readonly caughtUp: boolean;
  /** Bytes given up in this poll: torn tails and damaged frames of segments that nobody writes any more. */
  readonly damagedBytes: number;
  /** Bytes after `end` that are no whole frame yet: lost if the writer is dead, being written if it lives. */
  readonly pendingBytes: number;
}

const POLL_BYTES_MAX = 1024 * 1024;

/**
 * Reads segments in order, goes on to the next one when it meets a seal, or when a newer one exists and this one no
 * longer grows. What is incomplete in the newest segment is waited for.
 */
export class SegmentFollower {
  readonly #directory: string;
  #segment: number;
  #offset: number;
  #reader: SegmentReader | undefined;
  /** A newer segment was seen before the last read of this one, so nobody writes this one any more. */
  #superseded = false;

  /**
   * @param options - `from`: the `end` of an earlier poll (the beginning of the oldest segment). A segment that is
   *   gone counts as read.
   */
  constructor(options: { readonly directory: string; readonly from?: FramePosition }) {
    this.#directory = options.directory;
    this.#segment = options.from?.segment ?? 0;
    this.#offset = Math.max(options.from?.offset ?? 0, HEADER_BYTES);
  }

  /**
   * Reads what has been written since the last poll.
   *
   * @param bytesMax - About how much to read at most (1 MiB); one longer frame is still read whole.
   * @throws SondeError SEGMENT_UNKNOWN_VERSION
   */
  poll(bytesMax: number = POLL_BYTES_MAX): FollowedFrames {
    const found = { frames: [] as ResolvedFrame[], damagedBytes: 0, pendingBytes: 0 };
    let budgetBytes = bytesMax;
    while (budgetBytes > 0) {
      const reader = this.#open();
      if (reader === undefined) return { ...found, end: this.#position(), caughtUp: true };
      const batch = reader.readFrames(this.#offset, budgetBytes);
      const grewBytes = batch.end - this.#offset;
      budgetBytes -= grewBytes;
      this.#offset = batch.end;
      for (const frame of batch.frames) found.damagedBytes += take(reader, frame, found.frames);
      if (batch.state === 'more') continue;
      const isOver = batch.state === 'sealed' || (this.#superseded && grewBytes === 0);
      const newer = this.#newer();
      if (isOver && newer !== undefined) {
        found.damagedBytes += batch.damagedBytes;
        this.#goTo(newer);
      } else if (newer !== undefined) {
        this.#superseded = true;
      } else {
        found.pendingBytes = batch.damagedBytes;
        return { ...found, end: this.#position(), caughtUp: true };
      }
    }
    return { ...found, end: this.#position(), caughtUp: false };
  }

  /** Closes the file that is open; a later poll opens it again. */
  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }

  #position(): FramePosition {
    return { segment: this.#segment, offset: this.#offset };
  }

  #open(): SegmentReader | undefined {
    this.#reader ??= openSegment(this.#directory, this.#segment);
    if (this.#reader !== undefined) return this.#reader;
    const newer = this.#newer();
    if (newer === undefined) return undefined;
    this.#goTo(newer);
    this.#reader = openSegment(this.#directory, newer);
    return this.#reader;
  }

  #newer(): number | undefined {
    return segmentNumbers(this.#directory).find((number) => number > this.#segment);
  }

  #goTo(segment: number): void {
    this.close();
    this.#segment = segment;
    this.#offset = HEADER_BYTES;
    this.#superseded = false;
  }
}

const definitions: ReadonlySet<number> = new Set([FrameKind.resource, FrameKind.scope, FrameKind.seal]);
const kindMax = FrameKind.seal;

/** Adds a frame with content; returns the bytes of one whose resource or scope is missing. */
function take(reader: SegmentReader, frame: Frame, into: ResolvedFrame[]): number {
  if (definitions.has(frame.kind) || frame.kind < 1 || frame.kind > kindMax) return 0;
  const resolved = resolveFrame(reader, frame);
  if (resolved === undefined) return frame.end - frame.position.offset;
  into.push(resolved);
  return 0;
}
