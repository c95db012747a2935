/** What the index knows of itself: format, cursor, counters, and what each spool has said. */
import type { FramePosition } from '@sonde/otlp/segments';
import type { SpoolCheckpoint } from './arrival.ts';
import type { IndexDatabase } from './index-database.ts';
import { under } from './index-database.ts';
import { keys, prefixes, table } from './keys.ts';

/** Changes with every change of the layout; an index of another format is rebuilt from the log. */
export const indexFormat = 2;

/** Counts of everything the log held. */
export interface IndexCounters {
  spans: number;
  logs: number;
  metrics: number;
  /** Spans and logs that arrived again. */
  duplicates: number;
  /** Frames and records that could not be decoded or carry no valid id. */
  undecodable: number;
  /** Records whose copying was cut off and done again. */
  torn: number;
  damagedBytes: number;
}

/** What is known of one spool. */
export interface SpoolState {
  spool: string;
  ledger: Readonly<Record<string, unknown>>;
  /** Records copied from it, by signal. */
  stored: { traces: number; logs: number; metrics: number };
}

/** Counters of an empty index. */
export function noCounters(): IndexCounters {
  return { spans: 0, logs: 0, metrics: 0, duplicates: 0, undecodable: 0, torn: 0, damagedBytes: 0 };
}

const formatKey = keys.meta('format');
const cursorKey = keys.meta('cursor');
const countersKey = keys.meta('counters');

/** True when the index is new or of this format. */
export function formatFits(database: IndexDatabase): boolean {
  const format = database.getJson<number>(formatKey);
  return format === undefined || format === indexFormat;
}

/** Up to where the log is indexed; undefined for an empty index. */
export function readCursor(database: IndexDatabase): FramePosition | undefined {
  return database.getJson<FramePosition>(cursorKey);
}

/** The counters. */
export function readCounters(database: IndexDatabase): IndexCounters {
  return { ...noCounters(), ...database.getJson<IndexCounters>(countersKey) };
}

/** Writes cursor and counters; part of the transaction that indexes what lies before the cursor. */
export function writeState(database: IndexDatabase, cursor: FramePosition, counters: IndexCounters): void {
  database.putJson(formatKey, indexFormat);
  database.putJson(cursorKey, { segment: cursor.segment, offset: cursor.offset });
  database.putJson(countersKey, counters);
}

/** Latest checkpoint of every spool. */
export function readCheckpoints(database: IndexDatabase): readonly SpoolCheckpoint[] {
  return readAll<SpoolCheckpoint>(database, table.checkpoint);
}

/** What is known of every spool. */
export function readSpools(database: IndexDatabase): readonly SpoolState[] {
  return readAll<SpoolState>(database, table.ledger);
}

function readAll<T>(database: IndexDatabase, prefix: number): readonly T[] {
  return database.entries(under(prefixes.all(prefix))).map(({ value }) => JSON.parse(value.toString()) as T);
}
