/** Reads records back out of the log by their place, with the decoded frames of late held in memory. */
import type { Decoded } from '@sonde/otlp';
import { resolveFrame, SegmentReader, segmentFile } from '@sonde/otlp/segments';
import { type DecodedFrame, decodeFrame } from './decode-frame.ts';
import type { Pointer } from './pointer.ts';

interface CachedFrame {
  readonly decoded: DecodedFrame | undefined;
  readonly sizeBytes: number;
}

/** Bytes of encoded frames whose decoded form is held; decoded records take about ten times as much. */
const cachedBytesMax = 8 * 1024 * 1024;
/** Segments held open, each with its resources and scopes. */
const openSegmentsMax = 16;

/** Gives the whole record behind a pointer. */
export class RecordSource {
  readonly #directory: string;
  readonly #frames = new Map<string, CachedFrame>();
  readonly #segments = new Map<number, SegmentReader>();
  #cachedBytes = 0;

  /** @param directory - Of the log's segments. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The span at this place; undefined when it is gone or damaged. */
  span({ segment, offset, index }: Pointer): Decoded<'traces'> | undefined {
    const decoded = this.#frame(segment, offset);
    return decoded?.signal === 'traces' ? decoded.records[index] : undefined;
  }

  /** The log record at this place; undefined when it is gone or damaged. */
  log({ segment, offset, index }: Pointer): Decoded<'logs'> | undefined {
    const decoded = this.#frame(segment, offset);
    return decoded?.signal === 'logs' ? decoded.records[index] : undefined;
  }

  #frame(segment: number, offset: number): DecodedFrame | undefined {
    const key = `${segment}.${offset}`;
    const known = this.#frames.get(key) ?? this.#read(segment, offset);
    // Re-inserting makes it the youngest: a Map keeps the order of insertion.
    this.#frames.delete(key);
    this.#frames.set(key, known);
    this.#evict();
    return known.decoded;
  }

  #read(segment: number, offset: number): CachedFrame {
    const reader = this.#segment(segment);
    const found = reader?.frameAt(offset);
    const frame = reader && found && resolveFrame(reader, found);
    const sizeBytes = frame?.payload.length ?? 0;
    this.#cachedBytes += sizeBytes;
    return { decoded: frame && decodeFrame(frame), sizeBytes };
  }

  #segment(number: number): SegmentReader | undefined {
    const reader = this.#segments.get(number) ?? openSegment(this.#directory, number);
    if (!reader) return undefined;
    this.#segments.delete(number);
    this.#segments.set(number, reader);
    for (const [oldest, old] of this.#segments) {
      if (this.#segments.size <= openSegmentsMax) break;
      this.#segments.delete(oldest);
      old.close();
    }
    return reader;
  }

  #evict(): void {
    for (const [key, frame] of this.#frames) {
      if (this.#cachedBytes <= cachedBytesMax || this.#frames.size <= 1) return;
      this.#frames.delete(key);
      this.#cachedBytes -= frame.sizeBytes;
    }
  }
}

function openSegment(directory: string, number: number): SegmentReader | undefined {
  try {
    return new SegmentReader(segmentFile(directory, number), number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
