/** The law of every row: emitted = delivered + dropped, by reason, + still in the spool; and no reader sees anything twice. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRequest, type Signal } from '@sonde/otlp';
import { FrameKind, listSegments, parseJson, SegmentReader } from '@sonde/otlp/segments';
import { openStore } from '@sonde/store';
import { isTaken, readCursor } from '../../src/lib/spool/cursor.ts';
import type { LedgerSnapshot } from '../../src/lib/spool/ledger.ts';
import { recordFrame } from '../../src/lib/spool/record-frame.ts';
import { segmentFrames } from '../../src/lib/spool/segment-frames.ts';
import type { TakenRequest } from './hostile-endpoint.ts';

/** What became of the spans that applications say they ended. */
export interface Account {
  readonly emitted: number;
  /** Distinct spans that the endpoint took. */
  readonly delivered: number;
  /** Spans in spools that nobody has taken. */
  readonly left: number;
  /** By reason, summed over all ledgers. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Spans of which nobody can tell; below 0 when more were called dropped than were. */
  readonly missing: number;
  /** Spans found that nobody emitted. */
  readonly invented: number;
  /** Spans that were on the wire again. */
  readonly repeats: number;
  /** Spans that a reader of our store sees more than once. */
  readonly seenTwice: number;
  /** Spools whose own ledger does not add up, of processes that ended in order. */
  readonly unbalanced: readonly string[];
}

/** One spool as it lies on the disk. */
export interface SpoolState {
  readonly name: string;
  readonly ledger: LedgerSnapshot | undefined;
  /** Its process ended in order, and nobody has taken it over. */
  readonly isClosed: boolean;
  /** Ids of the spans that nobody has taken. */
  readonly left: readonly string[];
  /** Records of all signals that nobody has taken. */
  readonly leftCount: number;
}

/** What is needed to balance the books. */
export interface Books {
  /** Ids of the spans that ended. */
  readonly emitted: readonly string[];
  readonly taken: readonly TakenRequest[];
  /** The spools, those that were drained and removed included. */
  readonly spools: readonly SpoolState[];
  /** Names of the spools that are still there. */
  readonly present: ReadonlySet<string>;
}

/** Balances the books. */
export async function balance({ emitted, taken, spools, present }: Books): Promise<Account> {
  const wire = taken.filter(({ signal }) => signal === 'traces').flatMap(({ body }) => spanIdsOf(body));
  const delivered = new Set(wire);
  const left = new Set(
    spools
      .filter(({ name }) => present.has(name))
      .flatMap((spool) => spool.left.filter((id) => !delivered.has(id))),
  );
  const known = new Set(emitted);
  const dropped = droppedSpans(spools);
  const droppedCount = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const lost = [...known].filter((id) => !delivered.has(id) && !left.has(id));
  return {
    emitted: known.size,
    delivered: delivered.size,
    left: left.size,
    dropped,
    missing: lost.length - droppedCount,
    invented: [...delivered, ...left].filter((id) => !known.has(id)).length,
    repeats: wire.length - delivered.size,
    seenTwice: wire.length === delivered.size ? 0 : (await visibleSpans(taken)) - delivered.size,
    unbalanced: spools.filter((spool) => spool.isClosed && !addsUp(spool)).map(({ name }) => name),
  };
}

/** Ids of the emitted spans that were neither delivered nor left. */
export function lostSpans({ emitted, taken, spools }: Books): string[] {
  const found = new Set(
    taken.filter(({ signal }) => signal === 'traces').flatMap(({ body }) => spanIdsOf(body)),
  );
  for (const { left } of spools) for (const id of left) found.add(id);
  return emitted.filter((id) => !found.has(id));
}

/** All spools of a service, as they are now. */
export function readSpoolStates(serviceDirectory: string): SpoolState[] {
  return readdirSync(serviceDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'quarantine')
    .map(({ name }) => spoolState(serviceDirectory, name));
}

function spoolState(serviceDirectory: string, name: string): SpoolState {
  const directory = join(serviceDirectory, name);
  const cursor = readCursor(directory);
  const left: string[] = [];
  let leftCount = 0;
  let ledger: LedgerSnapshot | undefined;
  const segments = listSegments(directory);
  for (const { number } of segments) {
    for (const frame of segmentFrames(directory, { segment: number, offset: 0 })) {
      if (frame.kind === FrameKind.ledger) ledger = parseJson(frame) as unknown as LedgerSnapshot;
      const record = recordFrame(frame);
      if (record === undefined || isTaken(cursor, record.signal, frame.position)) continue;
      leftCount += 1;
      if (record.kind === 'span') left.push(spanIdOf(record.raw.record));
    }
  }
  const last = segments.at(-1);
  const isSelfOwned = existsSync(join(directory, 'spool.json'));
  const isClosed = isSelfOwned && last !== undefined && isSealed(last.file, last.number);
  return { name, ledger, left, leftCount, isClosed };
}

function isSealed(file: string, number: number): boolean {
  const reader = new SegmentReader(file, number);
  try {
    return reader.readFrames(0, Number.MAX_SAFE_INTEGER).state === 'sealed';
  } finally {
    reader.close();
  }
}

function spanIdsOf(body: Uint8Array): string[] {
  return decodeRequest('traces', body).map(({ record }) => record.spanId);
}

/** Field 2 of an OTLP `Span`, 8 bytes, after the 18 bytes of its trace id. */
function spanIdOf(record: Uint8Array): string {
  return Buffer.from(record.subarray(20, 28)).toString('hex');
}

function droppedSpans(spools: readonly SpoolState[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { ledger } of spools)
    for (const [reason, count] of Object.entries(ledger?.dropped.traces ?? {}))
      sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

function addsUp({ ledger, leftCount }: SpoolState): boolean {
  if (ledger === undefined) return leftCount === 0;
  const total = (counts: Readonly<Record<Signal, number>>) => counts.traces + counts.logs + counts.metrics;
  const dropped = Object.values(ledger.dropped).flatMap((reasons) => Object.values(reasons));
  const droppedCount = dropped.reduce((sum, count) => sum + count, 0);
  return (
    total(ledger.emitted) + total(ledger.inherited) === total(ledger.delivered) + droppedCount + leftCount
  );
}

/** What the real store shows when it is given every request that was taken. */
async function visibleSpans(taken: readonly TakenRequest[]): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'sonde-conservation-'));
  const store = await openStore({ directory, durability: 'batch' });
  try {
    for (const { signal, body } of taken)
      await store.append([{ type: 'request', signal, encoding: 'protobuf', body }]);
    await store.indexed();
    return (await store.reader.status({}, { deadlineMs: 60_000 })).spanCount;
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
