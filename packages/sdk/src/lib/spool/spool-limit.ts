/** Keeps the spools of a service within their disk space: the oldest segment goes first, its errors stay longest. */
import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RawRecord } from '@sonde/otlp';
import {
  FrameKind,
  listSegments,
  type RecordKind,
  type ResolvedFrame,
  SegmentFollower,
} from '@sonde/otlp/segments';
import type { Ledger } from './ledger.ts';

/** What the limit is enforced on. */
export interface SpoolLimit {
  /** All spools of the service. */
  readonly serviceDirectory: string;
  /** This process's spool: only its segments are removed. */
  readonly own: string;
  /** Disk space in all. */
  readonly bytesMax: number;
  /** Last segment of which somebody has taken records already: what is taken is delivered, and must not be dropped. */
  readonly takenSegment: number;
  /** Segment that is being written. */
  readonly openSegment: number;
  /** Takes the error records of removed segments. */
  readonly keep: (kind: RecordKind, flags: number, raw: RawRecord) => void;
  /** Counts what is dropped. */
  readonly ledger: Ledger;
}

/** Removes the oldest segments of this process until all spools of the service fit. */
export function enforceSpoolLimit(limit: SpoolLimit): void {
  let excess = spoolBytes(limit.serviceDirectory) - limit.bytesMax;
  if (excess <= 0) return;
  for (const { number, file, sizeBytes } of listSegments(limit.own)) {
    if (excess <= 0 || number >= limit.openSegment) return;
    if (number <= limit.takenSegment) continue;
    dropSegment(number, file, limit);
    excess -= sizeBytes;
  }
}

function spoolBytes(serviceDirectory: string): number {
  const spools = readdirSync(serviceDirectory, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return spools
    .flatMap(({ name }) => listSegments(join(serviceDirectory, name)))
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** The file goes first: on a full disk its errors find room only then. */
function dropSegment(number: number, file: string, { own, keep, ledger }: SpoolLimit): void {
  const frames = framesOf(own, number);
  unlinkSync(file);
  for (const frame of frames) dropRecord(frame, keep, ledger);
}

function framesOf(directory: string, segment: number): ResolvedFrame[] {
  const follower = new SegmentFollower({ directory, from: { segment, offset: 0 } });
  const found: ResolvedFrame[] = [];
  try {
    for (;;) {
      const { frames, end, caughtUp } = follower.poll();
      found.push(...frames.filter(({ position }) => position.segment === segment));
      if (caughtUp || end.segment > segment) return found;
    }
  } finally {
    // An open file keeps its disk space though it is removed.
    follower.close();
  }
}

/** An error record that was kept once is an ordinary one the next time: errors cannot fill the spool for ever. */
function dropRecord({ kind, flags, raw }: ResolvedFrame, keep: SpoolLimit['keep'], ledger: Ledger): void {
  const name = recordKinds.find((each) => FrameKind[each] === kind);
  if (name === undefined || raw === undefined) return;
  if ((flags & ERROR_FLAG) !== 0) keep(name, flags & ~ERROR_FLAG, raw);
  else ledger.dropped(signalOfKind[name], 'spool_full');
}

const ERROR_FLAG = 1;
const recordKinds = ['span', 'log', 'metric'] as const;
const signalOfKind = { span: 'traces', log: 'logs', metric: 'metrics' } as const;
