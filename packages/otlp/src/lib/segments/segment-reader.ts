/** Reads one segment file: frames in order, and the resources and scopes they refer to. */
import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { frameChecksum } from './frame-checksum.ts';
import { readVarint } from './record-payload.ts';
import {
  FRAME_BODY_BYTES_MAX,
  FRAME_PREFIX_BYTES,
  type Frame,
  FrameKind,
  HEADER_BYTES,
  isSegmentHeader,
} from './segment-format.ts';

/** What a read found. */
export interface FrameBatch {
  readonly frames: Frame[];
  /** Offset of the first frame that was not read. */
  readonly end: number;
  /**
   * - `more`: the byte limit was reached, read on from `end`.
   * - `waiting`: the file ends here, or a frame is incomplete: perhaps it is being written.
   * - `sealed`: nothing follows.
   * - `corrupt`: a checksum or length is wrong; in the newest segment of a live writer the same as `waiting`.
   */
  readonly state: 'more' | 'waiting' | 'sealed' | 'corrupt';
  /** Bytes from `end` to the end of the file, when they are not `more`: lost, if nobody is still writing them. */
  readonly damagedBytes: number;
}

const READ_BYTES_MAX = 1024 * 1024;

/**
 * Reads one segment. Payloads are views into the block that was read; copy what is kept for long.
 *
 * The constructor opens the file and throws what `fs.openSync` throws.
 */
export class SegmentReader {
  readonly #file: string;
  readonly #number: number;
  readonly #fd: number;
  readonly #resources: Uint8Array[] = [];
  readonly #scopes: Uint8Array[] = [];
  /** Resource and scope frames before this offset are known. */
  #knownTo = HEADER_BYTES;
  #headerIsValid = false;

  /**
   * @param file - Path of the segment.
   * @param number - Its number, reported in positions.
   */
  constructor(file: string, number: number) {
    this.#file = file;
    this.#number = number;
    this.#fd = openSync(file, 'r');
  }

  /** Size of the file now, in bytes. */
  get sizeBytes(): number {
    return fstatSync(this.#fd).size;
  }

  /**
   * Reads whole frames.
   *
   * @param from - Offset of a frame (0: the first one).
   * @param bytesMax - Stops before a frame that would exceed it, but always reads at least one (1 MiB).
   * @throws SondeError SEGMENT_UNKNOWN_VERSION
   */
  readFrames(from = 0, bytesMax = READ_BYTES_MAX): FrameBatch {
    const start = Math.max(from, HEADER_BYTES);
    const sizeBytes = this.sizeBytes;
    if (!this.#headerIsValid && !this.#readHeader()) {
      const state = sizeBytes < HEADER_BYTES ? 'waiting' : 'corrupt';
      return { frames: [], end: start, state, damagedBytes: sizeBytes };
    }
    const block = this.#readBlock(start, Math.min(bytesMax, sizeBytes - start), sizeBytes);
    return this.#parseBlock(block, start, sizeBytes);
  }

  /** The frame at this offset, or undefined when there is no valid one. */
  frameAt(offset: number): Frame | undefined {
    return this.readFrames(offset, 1).frames[0];
  }

  /** Bytes of a resource (fields 1 and 3 of ResourceSpans), the same array each time; undefined for a wrong ordinal. */
  resource(ordinal: number, before: number = Number.POSITIVE_INFINITY): Uint8Array | undefined {
    if (ordinal >= this.#resources.length) this.#learn(before);
    return this.#resources[ordinal];
  }

  /** Bytes of a scope (fields 1 and 3 of ScopeSpans), likewise. */
  scope(ordinal: number, before: number = Number.POSITIVE_INFINITY): Uint8Array | undefined {
    if (ordinal >= this.#scopes.length) this.#learn(before);
    return this.#scopes[ordinal];
  }

  close(): void {
    closeSync(this.#fd);
  }

  #readHeader(): boolean {
    const header = Buffer.alloc(HEADER_BYTES);
    const count = readSync(this.#fd, header, 0, HEADER_BYTES, 0);
    this.#headerIsValid = isSegmentHeader(header.subarray(0, count), this.#file);
    return this.#headerIsValid;
  }

  /** At least one whole frame, when the file has one. */
  #readBlock(start: number, bytes: number, sizeBytes: number): Buffer {
    const block = this.#read(start, Math.max(bytes, Math.min(FRAME_PREFIX_BYTES + 1, sizeBytes - start)));
    if (block.length < FRAME_PREFIX_BYTES) return block;
    const firstEnd = FRAME_PREFIX_BYTES + block.readUInt32LE(0);
    const isTooLong = firstEnd > FRAME_BODY_BYTES_MAX + FRAME_PREFIX_BYTES;
    if (firstEnd <= block.length || isTooLong || start + firstEnd > sizeBytes) return block;
    return this.#read(start, firstEnd);
  }

  #read(start: number, bytes: number): Buffer {
    const block = Buffer.allocUnsafeSlow(Math.max(0, bytes));
    let count = 0;
    while (count < block.length) {
      const read = readSync(this.#fd, block, count, block.length - count, start + count);
      if (read === 0) break;
      count += read;
    }
    return block.subarray(0, count);
  }

  #parseBlock(block: Buffer, start: number, sizeBytes: number): FrameBatch {
    const frames: Frame[] = [];
    let at = 0;
    let state: FrameBatch['state'] = 'waiting';
    for (;;) {
      const length = frameBytesAt(block, at);
      if (length > 0) {
        const frame = this.#frame(block, start, at, length);
        frames.push(frame);
        at += length;
        if (frame.kind !== FrameKind.seal) continue;
        state = 'sealed';
      } else if (length < 0) {
        state = 'corrupt';
      } else if (start + block.length < sizeBytes && at > 0) {
        state = 'more';
      }
      break;
    }
    const end = start + at;
    return { frames, end, state, damagedBytes: state === 'more' ? 0 : Math.max(0, sizeBytes - end) };
  }

  #frame(block: Buffer, start: number, at: number, length: number): Frame {
    const offset = start + at;
    const bodyAt = at + FRAME_PREFIX_BYTES;
    const frame: Frame = {
      kind: block[bodyAt] as number,
      position: { segment: this.#number, offset },
      payload: block.subarray(bodyAt + 1, at + length),
      end: offset + length,
    };
    if (offset === this.#knownTo) this.#note(frame);
    return frame;
  }

  /** Remembers a resource or scope; copied, so that it does not keep the block alive. */
  #note(frame: Frame): void {
    this.#knownTo = frame.end;
    if (frame.kind !== FrameKind.resource && frame.kind !== FrameKind.scope) return;
    const ordinal = readVarint(frame.payload, 0);
    if (ordinal === undefined) return;
    const known = frame.kind === FrameKind.resource ? this.#resources : this.#scopes;
    if (ordinal.value === known.length) known.push(Uint8Array.from(frame.payload.subarray(ordinal.end)));
  }

  /** Reads on from where resources and scopes are known, for a reader that was opened in the middle. */
  #learn(before: number): void {
    while (this.#knownTo < before) {
      const batch = this.readFrames(this.#knownTo);
      if (batch.state !== 'more') return;
    }
  }
}

/** Size of the valid frame at this offset; 0 when the block ends within it, −1 when it is damaged. */
function frameBytesAt(block: Buffer, at: number): number {
  if (at + FRAME_PREFIX_BYTES > block.length) return 0;
  const bodyBytes = block.readUInt32LE(at);
  if (bodyBytes < 1 || bodyBytes > FRAME_BODY_BYTES_MAX) return -1;
  const bodyAt = at + FRAME_PREFIX_BYTES;
  if (bodyAt + bodyBytes > block.length) return 0;
  const checksum = frameChecksum(block, bodyAt, bodyAt + bodyBytes);
  return checksum === block.readUInt32LE(at + 4) ? FRAME_PREFIX_BYTES + bodyBytes : -1;
}
