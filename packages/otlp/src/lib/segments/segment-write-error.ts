/** The error of a refused write, with what was lost by it. */
import { SondeError } from '@sonde/conventions';
import { FrameKind, type FrameKindName } from './segment-format.ts';

/** Frames lost by one failed write, by kind; resource and scope frames are written again and never counted. */
export type LostFrames = Readonly<Partial<Record<FrameKindName, number>>>;

/**
 * Code SEGMENT_WRITE_FAILED. Frames that were appended and are not on disk are counted, the frame whose append
 * raised the error included, so that a ledger stays exact. Appending may go on.
 */
export class SegmentWriteError extends SondeError {
  override readonly name = 'SegmentWriteError';
  readonly lost: LostFrames;
  /** Lost records whose error flag was set. */
  readonly lostErrorRecords: number;

  constructor(message: string, lost: LostFrames, lostErrorRecords: number, cause: unknown) {
    super('SEGMENT_WRITE_FAILED', message, { cause });
    this.lost = lost;
    this.lostErrorRecords = lostErrorRecords;
  }
}

/** A count of lost frames in the making. @internal */
export class LossCount {
  readonly lost: Partial<Record<FrameKindName, number>> = {};
  errorRecords = 0;

  add(kind: number, isError: boolean): void {
    const name = nameOfKind.get(kind);
    if (name === undefined || uncounted.has(name)) return;
    this.lost[name] = (this.lost[name] ?? 0) + 1;
    if (isError) this.errorRecords++;
  }

  include(lost: LostFrames, errorRecords: number): void {
    for (const name of Object.keys(lost) as FrameKindName[]) {
      this.lost[name] = (this.lost[name] ?? 0) + (lost[name] ?? 0);
    }
    this.errorRecords += errorRecords;
  }
}

const uncounted: ReadonlySet<FrameKindName> = new Set<FrameKindName>(['resource', 'scope', 'seal']);

const nameOfKind: ReadonlyMap<number, FrameKindName> = new Map(
  Object.entries(FrameKind).map(([name, kind]) => [kind, name as FrameKindName]),
);
