/** Keeps the spools of a service within their disk space: the oldest segment goes first, its errors stay longest. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  FrameKind,
  listSegments,
  parseRecord,
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
    for (const frame of frames.filter(({ position }) => position.segment === segment)) {
      const signal = signalOfFrame[frame.kind];
      if (signal === undefined || frame.raw === undefined) continue;
      const { flags } = parseRecord(frame);
      if ((flags & 1) === 1) keep.rawRecord(frame.kind, flags & ~1, frame.raw);
      else ledger.dropped(signal, 'spool_full');
    }
    if (caughtUp || end.segment > segment) return;
  }
}

const signalOfFrame: Readonly<Record<number, 'traces' | 'logs' | 'metrics'>> = {
  [FrameKind.span]: 'traces',
  [FrameKind.log]: 'logs',
  [FrameKind.metric]: 'metrics',
};
