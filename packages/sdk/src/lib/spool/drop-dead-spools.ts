/** Drops what dead processes left when a service's spools need more disk space than they may: the oldest goes first. */
import { readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Signal } from '@sonde/otlp';
import {
  FrameKind,
  isProcessAlive,
  listSegments,
  type ProcessIdentity,
  parseJson,
  type SegmentListing,
  SegmentWriter,
} from '@sonde/otlp/segments';
import { claimDeadSpool, releaseSpool } from './claim-spool.ts';
import { isTaken, readCursor } from './cursor.ts';
import type { LedgerSnapshot } from './ledger.ts';
import { type RecordFrame, recordFrame } from './record-frame.ts';
import { segmentFrames } from './segment-frames.ts';

/** What is dropped from. */
export interface DeadSpools {
  /** All spools of the service: `<home>/spool/<service>`. */
  readonly serviceDirectory: string;
  /** This process's spool, left alone. */
  readonly own: string;
  /** How much has to go. */
  readonly excessBytes: number;
}

/**
 * Work of one call, in bytes of segments: the application waits for it (8 MiB of records are about 30 ms). What is
 * left is dropped at the next segment, which brings 8 MiB and takes away 32.
 */
const WORK_BYTES_MAX = 32 * 1_024 * 1_024;
/** Opening, reading and removing a small segment costs as much as reading this many bytes. */
const SEGMENT_WORK_BYTES = 256 * 1_024;

/**
 * Drops the oldest segments of dead spools. Each spool's ledger goes on to tell what became of its records.
 *
 * @returns Bytes that still have to go, which no dead spool holds; 0 when the next call has to go on.
 */
export function dropDeadSpools({ serviceDirectory, own, excessBytes }: DeadSpools): number {
  const home = dirname(dirname(serviceDirectory));
  const studioLives = isStudioAlive(home);
  const work = { excessBytes, leftBytes: WORK_BYTES_MAX };
  for (const directory of oldestFirst(serviceDirectory)) {
    if (work.excessBytes <= 0 || work.leftBytes <= 0) return 0;
    if (directory === own) continue;
    const claim = claimDeadSpool(directory, ({ delivery }) => delivery === 'endpoint' || !studioLives);
    if (claim === undefined) continue;
    try {
      dropSegments(directory, work);
    } finally {
      releaseSpool(claim);
    }
  }
  return Math.max(0, work.excessBytes);
}

interface Work {
  excessBytes: number;
  leftBytes: number;
}

/** A studio that runs drains the spools by itself, and knows alone how far it is. */
function isStudioAlive(home: string): boolean {
  try {
    const owner = JSON.parse(readFileSync(join(home, 'run', 'studio.json'), 'utf8')) as ProcessIdentity;
    return isProcessAlive(owner);
  } catch {
    return false;
  }
}

/** A spool's name ends with the time it was opened, in as many digits for each until the year 2059. */
function oldestFirst(serviceDirectory: string): string[] {
  const openedAt = (name: string) => name.slice(name.indexOf('-') + 1);
  return readdirSync(serviceDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => (openedAt(a) < openedAt(b) ? -1 : 1))
    .map((name) => join(serviceDirectory, name));
}

/** The next segment is begun before one is removed: the numbers of a spool never start again. */
function dropSegments(directory: string, work: Work): void {
  const segments = listSegments(directory);
  const ledger = lastLedger(directory, segments);
  const dropped: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 };
  let writer: SegmentWriter | undefined;
  for (const segment of segments) {
    if (work.excessBytes <= 0 || work.leftBytes <= 0) break;
    const records = recordsLeft(directory, segment.number);
    work.leftBytes -= segment.sizeBytes + SEGMENT_WORK_BYTES;
    // Its ledger is all that is left to tell of the spool.
    if (records.length === 0 && segment === segments.at(-1)) break;
    writer ??= new SegmentWriter({ directory });
    unlinkSync(segment.file);
    work.excessBytes -= segment.sizeBytes;
    for (const record of records) dropRecord(record, writer, dropped);
  }
  if (writer === undefined) return;
  writer.json('ledger', withDropped(ledger, dropped));
  writer.close();
  work.excessBytes += writer.bytesWritten;
}

/** The records of a segment that nobody has taken. */
function recordsLeft(directory: string, segment: number): RecordFrame[] {
  const cursor = readCursor(directory);
  if (cursor !== undefined && segment < cursor.segment) return [];
  const offset = cursor?.segment === segment ? cursor.offset : 0;
  return segmentFrames(directory, { segment, offset }).flatMap((frame) => {
    const record = recordFrame(frame);
    return record === undefined || isTaken(cursor, record.signal, frame.position) ? [] : record;
  });
}

function dropRecord(
  { kind, signal, isError, keptFlags, raw }: RecordFrame,
  writer: SegmentWriter,
  dropped: Record<Signal, number>,
): void {
  if (isError) writer.rawRecord(kind, keptFlags, raw);
  else dropped[signal] += 1;
}

/** Every segment of a spool but the first begins with a ledger, or follows one that no record came after. */
function lastLedger(directory: string, segments: readonly SegmentListing[]): Partial<LedgerSnapshot> {
  for (const { number } of segments.toReversed()) {
    const frames = segmentFrames(directory, { segment: number, offset: 0 });
    const last = frames.findLast(({ kind }) => kind === FrameKind.ledger);
    const ledger = last && parseJson(last);
    if (ledger !== undefined) return ledger;
  }
  return {};
}

function withDropped(ledger: Partial<LedgerSnapshot>, counts: Readonly<Record<Signal, number>>): object {
  const dropped: Record<string, object> = { ...ledger.dropped };
  for (const [signal, count] of Object.entries(counts)) {
    const before = ledger.dropped?.[signal as Signal];
    if (count > 0) dropped[signal] = { ...before, spool_full: (before?.spool_full ?? 0) + count };
  }
  return { ...ledger, dropped };
}
