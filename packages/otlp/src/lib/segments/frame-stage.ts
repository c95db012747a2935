/** Frames built in memory that wait for the next write. */
import { SondeError } from '@sonde/conventions';
import { ByteWriter } from '../byte-writer.ts';
import { frameChecksum } from './frame-checksum.ts';
import { FRAME_BODY_BYTES_MAX, FRAME_PREFIX_BYTES } from './segment-format.ts';
import type { LossCount } from './segment-write-error.ts';

/** A run of finished frames. */
export class FrameStage {
  readonly #writer: ByteWriter;
  #ends: number[] = [];
  /** Kind of each frame, with bit 8 for the error flag. */
  #kinds: number[] = [];

  constructor(initialBytes: number) {
    this.#writer = new ByteWriter(initialBytes);
  }

  get sizeBytes(): number {
    return this.#writer.length;
  }

  /** The staged bytes, valid until the next frame. */
  view(): Uint8Array {
    return this.#writer.view();
  }

  /** Starts a frame: what is written into the writer it returns, until {@link FrameStage.end}, is its payload. */
  begin(kind: number): ByteWriter {
    const writer = this.#writer;
    writer.fixed64(0, 0);
    writer.byte(kind);
    return writer;
  }

  /**
   * Ends the frame that began at `start`.
   *
   * @throws SondeError OTLP_LIMIT_EXCEEDED when its body is longer than the format allows; the frame is taken back.
   */
  end(start: number, kind: number, isError: boolean): void {
    const writer = this.#writer;
    const end = writer.length;
    const bodyAt = start + FRAME_PREFIX_BYTES;
    const bodyBytes = end - bodyAt;
    if (bodyBytes > FRAME_BODY_BYTES_MAX) throw this.#tooLong(start, bodyBytes);
    writer.length = start;
    writer.fixed64(bodyBytes, frameChecksum(writer.bytes, bodyAt, end));
    writer.length = end;
    this.#ends.push(end);
    this.#kinds.push(isError ? kind | 256 : kind);
  }

  #tooLong(start: number, bodyBytes: number): SondeError {
    this.#writer.truncate(start);
    const message = `a frame of ${bodyBytes} bytes is longer than ${FRAME_BODY_BYTES_MAX} bytes`;
    return new SondeError('OTLP_LIMIT_EXCEEDED', message);
  }

  /** Bytes of the whole frames within the first `bytes`. */
  wholeWithin(bytes: number): number {
    return this.#ends.findLast((end) => end <= bytes) ?? 0;
  }

  /** Counts the frames that end after the first `bytes`. */
  countAfter(bytes: number, into: LossCount): void {
    this.#ends.forEach((end, index) => {
      const kind = this.#kinds[index] ?? 0;
      if (end > bytes) into.add(kind & 255, kind > 255);
    });
  }

  clear(): void {
    this.#writer.reset();
    if (this.#ends.length > 0) {
      this.#ends = [];
      this.#kinds = [];
    }
  }
}
