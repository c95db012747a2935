/** Appends frames to segments: staged in memory, written in groups, never waiting for the disk. */
import { Buffer } from 'node:buffer';
import { ByteWriter } from '../byte-writer.ts';
import type { RawRecord } from '../encode/request.ts';
import type { Signal } from '../records.ts';
import { SegmentAppender } from './segment-appender.ts';
import { ERROR_FLAG, FrameKind, type FramePosition, type RecordKind } from './segment-format.ts';
import { SegmentSync } from './segment-sync.ts';

/** What a writer needs to know. */
export interface SegmentWriterOptions {
  /** Where the segments go; created with mode 0700 when missing. */
  readonly directory: string;
  /** A segment that reaches this size is sealed and the next one begun (8 MiB). */
  readonly segmentBytesMax?: number;
  /** Staged bytes beyond this are written at once (64 KiB). */
  readonly stageBytesMax?: number;
  /** Wall clock in ms, for the header (Date.now). */
  readonly nowMs?: () => number;
}

const signalByte = { traces: 1, logs: 2, metrics: 3 } as const satisfies Record<Signal, number>;
const encodingByte = { protobuf: 1, json: 2 } as const;

/**
 * Writes segments into a directory: its own new ones, after those that are there.
 *
 * Every append stages one frame and returns where it will stand; {@link SegmentWriter.flush} hands the staged bytes
 * to the system, from where they survive the death of the process. A write that the system refuses raises one
 * SegmentWriteError with what was lost; the file is cut back to its last whole frame, or left for a new one, so that
 * later appends are readable. The constructor throws SondeError DIRECTORY_UNWRITABLE.
 */
export class SegmentWriter {
  readonly #appender: SegmentAppender;
  readonly #sync: SegmentSync;
  readonly #message = new ByteWriter();
  #encoding = false;

  constructor(options: SegmentWriterOptions) {
    this.#appender = new SegmentAppender({
      directory: options.directory,
      segmentBytesMax: options.segmentBytesMax ?? 8 * 1024 * 1024,
      stageBytesMax: options.stageBytesMax ?? 64 * 1024,
      nowMs: options.nowMs ?? Date.now,
    });
    this.#sync = new SegmentSync(options.directory, this.#appender.position.segment);
  }

  /** Bytes in the files this writer created, headers included; what is staged is not in it yet. */
  get bytesWritten(): number {
    return this.#appender.bytesWritten;
  }

  /** Where the next frame will stand, unless the segment is full. */
  get position(): FramePosition {
    return this.#appender.position;
  }

  /**
   * Appends one record that is encoded here and now.
   *
   * @param resource - As `encodeResource` made it. Pass the same array again, unchanged: it is found by identity.
   * @param scope - As `encodeScope` made it, likewise.
   * @param encode - Writes the OTLP message. When it throws, nothing is appended and the error passes through. It may
   *   append other records itself (a getter may end a span); they come before this one.
   * @throws SegmentWriteError
   */
  record(
    kind: RecordKind,
    flags: { readonly error?: boolean },
    resource: Uint8Array,
    scope: Uint8Array,
    encode: (into: ByteWriter) => void,
  ): FramePosition {
    const flagsByte = flags.error === true ? ERROR_FLAG : 0;
    const nested = this.#encoding;
    const message = nested ? new ByteWriter() : this.#message;
    message.reset();
    this.#encoding = true;
    try {
      encode(message);
      return this.#appender.appendRecord(FrameKind[kind], flagsByte, resource, scope, message.view());
    } finally {
      this.#encoding = nested;
    }
  }

  /**
   * Appends one record as it was read from another segment or a request.
   *
   * @throws SegmentWriteError
   */
  rawRecord(kind: RecordKind, flagsByte: number, raw: RawRecord): FramePosition {
    return this.#appender.appendRecord(FrameKind[kind], flagsByte, raw.resource, raw.scope, raw.record);
  }

  /**
   * Appends a whole OTLP request, inflated, as it was received.
   *
   * @throws SegmentWriteError
   */
  request(
    signal: Signal,
    encoding: 'protobuf' | 'json',
    receivedUnixNano: bigint,
    body: Uint8Array,
  ): FramePosition {
    const head = Buffer.alloc(10);
    head[0] = signalByte[signal];
    head[1] = encodingByte[encoding];
    head.writeBigUInt64LE(BigInt.asUintN(64, receivedUnixNano), 2);
    return this.#appender.append(FrameKind.request, head, body);
  }

  /**
   * Appends a JSON object: a journalled fact, a ledger, or a checkpoint.
   *
   * @throws SegmentWriteError, TypeError for what JSON cannot hold
   */
  json(kind: 'state' | 'ledger' | 'checkpoint', value: object): FramePosition {
    return this.#appender.append(FrameKind[kind], Buffer.from(JSON.stringify(value)));
  }

  /**
   * Hands what is staged to the system.
   *
   * @throws SegmentWriteError
   */
  flush(): void {
    this.#appender.flush();
  }

  /**
   * Flushes, then makes everything appended so far durable, off this thread.
   *
   * @throws SegmentWriteError when the flush or the system's sync fails.
   */
  async sync(): Promise<void> {
    this.#appender.flush();
    await this.#sync.upTo(this.#appender.position.segment);
  }

  /**
   * Seals the segment and begins the next one.
   *
   * @throws SegmentWriteError, SondeError DIRECTORY_UNWRITABLE
   */
  rotate(): void {
    this.#appender.rotate();
  }

  /**
   * Flushes, seals and closes the segment. Appending afterwards throws.
   *
   * @throws SegmentWriteError
   */
  close(): void {
    this.#appender.close();
  }
}
