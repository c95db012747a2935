/** State of the store itself. */
import { type FramePosition, listSegments } from '@sonde/otlp/segments';
import type { IndexDatabase } from '../index/index-database.ts';
import { readCounters, readSpools, type SpoolState } from '../index/index-state.ts';
import type { SpoolLedger, StoreStatus } from '../reader/records.ts';

/** What only the process around the index knows. */
export interface StatusSource {
  readonly logDirectory: string;
  readonly indexRestarts: number;
  /** Up to where the log is indexed. */
  readonly end: FramePosition;
}

/** Sizes, counts, and the ledger of every spool. */
export function queryStatus(database: IndexDatabase, source: StatusSource): StoreStatus {
  const segments = listSegments(source.logDirectory);
  const counters = readCounters(database);
  const { end } = source;
  const lag = segments
    .filter((segment) => segment.number >= end.segment)
    .reduce((sum, { number, sizeBytes }) => sum + sizeBytes - (number === end.segment ? end.offset : 0), 0);
  return {
    logBytes: segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    indexBytes: database.sizeBytes(),
    spanCount: counters.spans,
    logCount: counters.logs,
    metricCount: counters.metrics,
    duplicateCount: counters.duplicates,
    indexLagBytes: Math.max(0, lag),
    damagedBytes: counters.damagedBytes,
    indexRestarts: source.indexRestarts,
    ledgers: readSpools(database).map(spoolLedger),
  };
}

function spoolLedger({ spool, ledger, stored }: SpoolState): SpoolLedger {
  const at = spool.lastIndexOf('/');
  const emitted = countsOf(ledger['emitted']);
  const dropped = mapOf(ledger['dropped']).map(([signal, reasons]) => [signal, countsOf(reasons)] as const);
  return {
    service: at < 0 ? '' : decoded(spool.slice(0, at)),
    spool: spool.slice(at + 1),
    emitted,
    dropped: Object.fromEntries(dropped),
    stored,
    inherited: countsOf(ledger['inherited']),
    sampledOut: typeof ledger['sampledOut'] === 'number' ? ledger['sampledOut'] : 0,
    passedOver: countsOf(ledger['passedOver']),
    fallback: countsOf(ledger['fallback']),
  };
}

function countsOf(value: unknown): Readonly<Record<string, number>> {
  return Object.fromEntries(
    mapOf(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

function mapOf(value: unknown): readonly [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

// Folder names are percent-encoded service names.
function decoded(folder: string): string {
  try {
    return decodeURIComponent(folder);
  } catch {
    return folder;
  }
}
