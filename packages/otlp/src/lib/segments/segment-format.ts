/** The segment format of decision 0001: constants, header, frame kinds. */
import { SondeError } from '@sonde/conventions';

/** Kinds of frame in a segment. */
export const FrameKind = {
  resource: 1,
  scope: 2,
  span: 3,
  log: 4,
  metric: 5,
  request: 6,
  state: 7,
  ledger: 8,
  checkpoint: 9,
  seal: 10,
} as const;

/** Name of a frame kind. */
export type FrameKindName = keyof typeof FrameKind;

/** Kinds that hold one span, log record or metric. */
export type RecordKind = 'span' | 'log' | 'metric';

/** Place of a frame: segment number from 1, and offset of its first byte in the file. */
export interface FramePosition {
  readonly segment: number;
  readonly offset: number;
}

/** One frame as it was read; the payload is a view into what was read, copy what is kept for long. */
export interface Frame {
  /** One of {@link FrameKind}, or a kind of a later version. */
  readonly kind: number;
  readonly position: FramePosition;
  readonly payload: Uint8Array;
  /** Offset of the frame after it. */
  readonly end: number;
}

/** Bytes before the first frame. */
export const HEADER_BYTES = 32;
/** Length and checksum before a frame's body. */
export const FRAME_PREFIX_BYTES = 8;
/** Longest body of a frame; a longer length is damage. */
export const FRAME_BODY_BYTES_MAX = 64 * 1024 * 1024;
/** Flag of a record frame: the record reports an error and is dropped last. */
export const ERROR_FLAG = 1;

const MAGIC = 'SONDESEG';
const VERSION = 1;

/** Bytes of the header of a new segment. */
export function segmentHeader(createdMs: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeUInt16LE(VERSION, 8);
  header.writeBigUInt64LE(BigInt(Math.max(0, Math.trunc(createdMs))) * 1_000_000n, 16);
  // Tells segments apart; nobody gains by guessing it.
  header.writeDoubleLE(Math.random(), 24);
  return header;
}

/**
 * True when these bytes begin a segment of a version this code reads, false when they are no segment.
 *
 * @throws SondeError SEGMENT_UNKNOWN_VERSION for a segment of another version.
 */
export function isSegmentHeader(header: Buffer, file: string): boolean {
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 8) !== MAGIC) return false;
  const version = header.readUInt16LE(8);
  if (version === VERSION) return true;
  throw new SondeError(
    'SEGMENT_UNKNOWN_VERSION',
    `${file} has format version ${version}, known is ${VERSION}`,
  );
}
