/** Keeps the spools of a service within their disk space: the oldest segment goes first, its errors stay longest. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  FrameKind,
  listSegments,
  type ResolvedFrame,
  SegmentFollower,
  type SegmentWriter,
} from '@sonde/otlp/segments';
import type { Ledger } from './ledger.ts';

/**
 * Removes the oldest segments of this process until all spools of the service fit.
 *
 * @param serviceDirectory - All spools of the service.
 * @param own - This process's spool: only its segments are removed.
 * @param bytesMax - Disk space in all.
 * @param keep - Error records of removed segments are appended here.
 * @param ledger - Counts what is dropped.
 */
export function enforceSpoolLimit(
  serviceDirectory: string,
  own: string,
  bytesMax: number,
  keep: SegmentWriter,
  ledger: Ledger,
): void {
  let excess = spoolBytes(serviceDirectory) - bytesMax;
  for (const { number, file, sizeBytes } of listSegments(own)) {
    if (excess <= 0 || number >= keep.position.segment) return;
    dropSegment(own, number, keep, ledger);
    rmSync(file, { force: true });
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

/** An error record that was kept once is an ordinary one the next time: errors cannot fill the spool for ever. */
function dropSegment(directory: string, segment: number, keep: SegmentWriter, ledger: Ledger): void {
  const follower = new SegmentFollower({ directory, from: { segment, offset: 0 } });
  for (;;) {
    const { frames, end, caughtUp } = follower.poll();
    for (const frame of frames.filter(({ position }) => position.segment === segment))
      dropRecord(frame, keep, ledger);
    if (caughtUp || end.segment > segment) return;
  }
}

function dropRecord({ kind, flags, raw }: ResolvedFrame, keep: SegmentWriter, ledger: Ledger): void {
  const name = recordKinds.find((each) => FrameKind[each] === kind);
  if (name === undefined || raw === undefined) return;
  if ((flags & ERROR_FLAG) !== 0) keep.rawRecord(name, flags & ~ERROR_FLAG, raw);
  else ledger.dropped(signalOfKind[name], 'spool_full');
}

const ERROR_FLAG = 1;
const recordKinds = ['span', 'log', 'metric'] as const;
const signalOfKind = { span: 'traces', log: 'logs', metric: 'metrics' } as const;
