/** `cursor.json`: how far a sender or studio has come with a spool. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Signal } from '@sonde/otlp';
import type { FramePosition } from '@sonde/otlp/segments';

/** All before this position is taken; beyond it, signals may be ahead of each other. */
export interface SpoolCursor extends FramePosition {
  /** Records of a signal before such a position are taken as well: a batch is sent signal by signal, or in parts. */
  readonly sent?: Readonly<Partial<Record<Signal, FramePosition>>>;
}

/** How far a spool is drained; undefined when nobody began, or the file cannot be read. */
export function readCursor(directory: string): SpoolCursor | undefined {
  const file = join(directory, 'cursor.json');
  if (!existsSync(file)) return undefined;
  try {
    const { segment, offset, sent } = JSON.parse(readFileSync(file, 'utf8')) as SpoolCursor;
    if (!Number.isInteger(segment) || !Number.isInteger(offset)) return undefined;
    return { segment, offset, ...(typeof sent === 'object' ? { sent } : {}) };
  } catch {
    return undefined;
  }
}

/** Replaced as a whole: a reader never sees half a cursor. */
export function writeCursor(directory: string, cursor: SpoolCursor): void {
  const file = join(directory, 'cursor.json');
  writeFileSync(`${file}.new`, JSON.stringify(cursor), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** True for a record of `signal` that somebody has taken. */
export function isTaken(cursor: SpoolCursor | undefined, signal: Signal, at: FramePosition): boolean {
  if (cursor === undefined) return false;
  return isBefore(at, cursor) || isBefore(at, cursor.sent?.[signal] ?? cursor);
}

function isBefore(a: FramePosition, b: FramePosition): boolean {
  return a.segment === b.segment ? a.offset < b.offset : a.segment < b.segment;
}
