/** Keeps the spools of a service within their disk space: the oldest segment goes first, its errors stay longest. */
import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RawRecord } from '@sonde/otlp';
import { listSegments, type RecordKind } from '@sonde/otlp/segments';
import { dropDeadSpools } from './drop-dead-spools.ts';
import type { Ledger } from './ledger.ts';
import { type RecordFrame, recordFrame } from './record-frame.ts';
import { segmentFrames } from './segment-frames.ts';

/** What the limit is enforced on. */
export interface SpoolLimit {
  /** All spools of the service. */
  readonly serviceDirectory: string;
  /** This process's spool. Of the others only those of dead processes are removed, and they before it. */
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

/** Removes the oldest segments, those of dead processes first, then of this one, until all spools of the service fit. */
export function enforceSpoolLimit(limit: SpoolLimit): void {
  const { serviceDirectory, own } = limit;
  const excessBytes = spoolBytes(serviceDirectory) - limit.bytesMax;
  let excess = excessBytes <= 0 ? 0 : dropDeadSpools({ serviceDirectory, own, excessBytes });
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
  const frames = segmentFrames(own, { segment: number, offset: 0 });
  unlinkSync(file);
  for (const frame of frames) dropRecord(recordFrame(frame), keep, ledger);
}

function dropRecord(record: RecordFrame | undefined, keep: SpoolLimit['keep'], ledger: Ledger): void {
  if (record === undefined) return;
  if (record.isError) keep(record.kind, record.keptFlags, record.raw);
  else ledger.dropped(record.signal, 'spool_full');
}
