/** The mechanism of appending: stage, open segment, rotation, and recovery from a refused write. */
import { SondeError } from '@sonde/conventions';
import { FrameStage } from './frame-stage.ts';
import { OpenSegment, WriteFailure } from './open-segment.ts';
import type { Ordinals } from './ordinals.ts';
import { ERROR_FLAG, FrameKind, type FramePosition, HEADER_BYTES } from './segment-format.ts';
import { LossCount, SegmentWriteError } from './segment-write-error.ts';

/** Settings of an appender, complete. */
export interface AppenderSettings {
  readonly directory: string;
  readonly segmentBytesMax: number;
  readonly stageBytesMax: number;
  readonly nowMs: () => number;
}

/**
 * On a full disk no segment can be begun; trying for each record would cost the application 0.1 ms apiece, so in
 * between appends fail at once.
 */
const RETRY_PAUSE_MS = 100;

/** Appends finished payloads as frames. @internal */
export class SegmentAppender {
  readonly #settings: AppenderSettings;
  readonly #stage: FrameStage;
  #segment: OpenSegment | undefined;
  /** Numbers are not used twice by one writer, even when its segments were drained and removed. */
  #numberMin = 1;
  #closed = false;
  #retryAtMs = 0;
  #refusal: unknown;
  bytesWritten = 0;

  constructor(settings: AppenderSettings) {
    this.#settings = settings;
    this.#stage = new FrameStage(Math.max(0, settings.stageBytesMax) + 8192);
    this.#begin();
  }

  get position(): FramePosition {
    const segment = this.#segment;
    if (segment === undefined) return { segment: this.#numberMin, offset: HEADER_BYTES };
    return { segment: segment.number, offset: segment.sizeBytes + this.#stage.sizeBytes };
  }

  appendRecord(
    kind: number,
    flags: number,
    resource: Uint8Array,
    scope: Uint8Array,
    message: Uint8Array,
  ): FramePosition {
    const isError = (flags & ERROR_FLAG) !== 0;
    const segment = this.#ready(kind, isError);
    const resourceOrdinal = this.#ordinal(segment.resources, FrameKind.resource, resource);
    const scopeOrdinal = this.#ordinal(segment.scopes, FrameKind.scope, scope);
    const position = this.position;
    const start = this.#stage.sizeBytes;
    const into = this.#stage.begin(kind);
    into.byte(flags);
    into.varint(resourceOrdinal);
    into.varint(scopeOrdinal);
    into.raw(message);
    this.#finish(start, kind, isError);
    return position;
  }

  append(kind: number, ...parts: readonly Uint8Array[]): FramePosition {
    this.#ready(kind, false);
    const position = this.position;
    const start = this.#stage.sizeBytes;
    const into = this.#stage.begin(kind);
    for (const part of parts) into.raw(part);
    this.#finish(start, kind, false);
    return position;
  }

  #finish(start: number, kind: number, isError: boolean): void {
    this.#stage.end(start, kind, isError);
    if (this.#stage.sizeBytes >= this.#settings.stageBytesMax) this.flush();
  }

  #ordinal(ordinals: Ordinals, kind: number, bytes: Uint8Array): number {
    const known = ordinals.find(bytes);
    if (known >= 0) return known;
    const start = this.#stage.sizeBytes;
    const into = this.#stage.begin(kind);
    into.varint(ordinals.count);
    into.raw(bytes);
    this.#stage.end(start, kind, false);
    return ordinals.add(bytes);
  }

  /** A segment with room for one more frame. A failure counts that frame as lost too. */
  #ready(kind: number, isError: boolean): OpenSegment {
    const segment = this.#segment;
    if (segment !== undefined && this.#hasRoom(segment)) return segment;
    if (this.#closed) throw new SondeError('SEGMENT_WRITE_FAILED', 'the segment writer is closed');
    try {
      if (segment !== undefined) this.#seal(segment);
      return this.#beginAgain();
    } catch (error) {
      throw withFrame(error, kind, isError);
    }
  }

  #hasRoom(segment: OpenSegment): boolean {
    const sizeBytes = segment.sizeBytes + this.#stage.sizeBytes;
    return sizeBytes < this.#settings.segmentBytesMax || sizeBytes === HEADER_BYTES;
  }

  #beginAgain(): OpenSegment {
    if (performance.now() < this.#retryAtMs) throw this.#refusal;
    try {
      return this.#begin();
    } catch (error) {
      this.#refusal = error;
      this.#retryAtMs = performance.now() + RETRY_PAUSE_MS;
      throw error;
    }
  }

  #begin(): OpenSegment {
    const segment = OpenSegment.create(this.#settings.directory, this.#settings.nowMs(), this.#numberMin);
    this.#segment = segment;
    this.#numberMin = segment.number + 1;
    this.bytesWritten += HEADER_BYTES;
    return segment;
  }

  #seal(segment: OpenSegment): void {
    this.flush();
    if (this.#segment !== segment) return;
    const start = this.#stage.sizeBytes;
    this.#stage.begin(FrameKind.seal);
    this.#stage.end(start, FrameKind.seal, false);
    this.flush();
    this.#leave(segment);
  }

  #leave(segment: OpenSegment): void {
    this.#segment = undefined;
    segment.close();
  }

  rotate(): void {
    if (this.#segment !== undefined) this.#seal(this.#segment);
    if (!this.#closed) this.#begin();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const segment = this.#segment;
    try {
      if (segment !== undefined) this.#seal(segment);
    } finally {
      if (this.#segment !== undefined) this.#leave(this.#segment);
    }
  }

  flush(): void {
    const segment = this.#segment;
    const stagedBytes = this.#stage.sizeBytes;
    if (stagedBytes === 0 || segment === undefined) return;
    try {
      segment.append(this.#stage.view());
    } catch (error) {
      throw this.#recover(segment, error);
    }
    this.bytesWritten += stagedBytes;
    this.#stage.clear();
  }

  /**
   * Keeps the whole frames that went in, cuts off the rest, and reports what was lost. The file is left for a new one,
   * since some refusals (a bad block, a size limit) would last as long as the file; where even the cut is refused,
   * readers stop at the torn frame.
   */
  #recover(segment: OpenSegment, error: unknown): SegmentWriteError {
    const keptBytes = this.#stage.wholeWithin(error instanceof WriteFailure ? error.writtenBytes : 0);
    const loss = new LossCount();
    this.#stage.countAfter(keptBytes, loss);
    this.#stage.clear();
    this.bytesWritten += keptBytes;
    segment.cutTo(segment.sizeBytes + keptBytes);
    this.#leave(segment);
    const reason = (error as Error).message;
    const message = `segment ${segment.number} in ${this.#settings.directory}: ${reason}`;
    return new SegmentWriteError(message, loss.lost, loss.errorRecords, error);
  }
}

function withFrame(error: unknown, kind: number, isError: boolean): SegmentWriteError {
  const loss = new LossCount();
  if (error instanceof SegmentWriteError) loss.include(error.lost, error.lostErrorRecords);
  loss.add(kind, isError);
  return new SegmentWriteError((error as Error).message, loss.lost, loss.errorRecords, error);
}
