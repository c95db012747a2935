/**
 * Turns frames into arrivals. Records copied from a spool count from the moment their checkpoint stands behind them:
 * where the log was cut off before it, they are copied again, so the first copy is dropped.
 */
import { FrameKind, type FramePosition, parseJson, type ResolvedFrame } from '@sonde/otlp/segments';
import type { Arrival, SpoolCheckpoint } from '../index/arrival.ts';
import { type DecodedFrame, decodeFrame } from './decode-frame.ts';
import { contentsOfLogs } from './log-content.ts';

/** Payload of a checkpoint frame. */
export interface CheckpointFrame extends SpoolCheckpoint {
  /** How many record and ledger frames before it belong to it. */
  readonly frames: number;
}

/** Remembers copied records until their checkpoint arrives. */
export class FrameSettler {
  readonly #waiting: ResolvedFrame[] = [];

  /** Position of the first frame that still waits; undefined when all are settled. */
  get waitingFrom(): FramePosition | undefined {
    return this.#waiting[0]?.position;
  }

  /** What these frames, and those waiting before them, amount to. */
  settle(frames: readonly ResolvedFrame[]): readonly Arrival[] {
    return frames.flatMap((frame) => this.#settleOne(frame));
  }

  #settleOne(frame: ResolvedFrame): readonly Arrival[] {
    if (frame.raw || frame.kind === FrameKind.ledger) {
      this.#waiting.push(frame);
      return [];
    }
    if (frame.kind === FrameKind.checkpoint) return this.#settleCopies(parseCheckpoint(frame));
    // An append is contiguous: whatever stands between copies and their checkpoint proves them cut off.
    const torn = this.#drop(this.#waiting.length);
    return frame.kind === FrameKind.request ? [...torn, ...arrivalsOf(frame, undefined)] : torn;
  }

  #settleCopies(checkpoint: CheckpointFrame | undefined): readonly Arrival[] {
    if (!checkpoint) return [...this.#drop(this.#waiting.length), { type: 'undecodable' }];
    const torn = this.#drop(Math.max(0, this.#waiting.length - checkpoint.frames));
    const copies = this.#waiting.splice(0);
    const { spool, segment, offset } = checkpoint;
    return [
      ...torn,
      ...copies.flatMap((frame) => arrivalsOf(frame, spool)),
      { type: 'checkpoint', checkpoint: { spool, segment, offset } },
    ];
  }

  #drop(count: number): readonly Arrival[] {
    if (count === 0) return [];
    this.#waiting.splice(0, count);
    return [{ type: 'torn', records: count }];
  }
}

/** The checkpoint in a frame; undefined when it is none. */
export function parseCheckpoint(frame: ResolvedFrame): CheckpointFrame | undefined {
  const { spool, segment, offset, frames } = parseJson(frame) ?? {};
  if (typeof spool !== 'string' || !isCount(segment) || !isCount(offset) || !isCount(frames))
    return undefined;
  return { spool, segment, offset, frames };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function arrivalsOf(frame: ResolvedFrame, spool: string | undefined): readonly Arrival[] {
  if (frame.kind === FrameKind.ledger) return ledgerArrivals(frame, spool);
  try {
    const decoded = decodeFrame(frame);
    return decoded ? recordArrivals(frame, decoded, spool) : [{ type: 'undecodable' }];
  } catch {
    // The receiver checks requests before it acknowledges them; what still fails here is counted, never fatal.
    return [{ type: 'undecodable' }];
  }
}

function ledgerArrivals(frame: ResolvedFrame, spool: string | undefined): readonly Arrival[] {
  const value = parseJson(frame);
  return value && spool !== undefined ? [{ type: 'ledger', spool, value }] : [{ type: 'undecodable' }];
}

function recordArrivals(
  frame: ResolvedFrame,
  decoded: DecodedFrame,
  spool: string | undefined,
): readonly Arrival[] {
  const source = spool === undefined ? {} : { spool };
  const pointer = (index: number) => ({ ...frame.position, index });
  switch (decoded.signal) {
    case 'traces':
      return decoded.records.map((span, index) => ({
        type: 'span',
        pointer: pointer(index),
        span,
        ...source,
      }));
    case 'logs': {
      const contents = frame.raw ? [] : contentsOfLogs(decoded.records);
      return decoded.records.map((log, index) => {
        const content = contents[index];
        const repeatable = content === undefined ? {} : { content };
        return { type: 'log', pointer: pointer(index), log, ...repeatable, ...source };
      });
    }
    case 'metrics':
      return decoded.records.map(() => ({ type: 'metric', ...source }));
  }
}
