/** `cursor.json`: how far a sender or studio has come with a spool. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FramePosition } from '@sonde/otlp/segments';

/** How far a spool is drained; undefined when nobody began, or the file cannot be read. */
export function readCursor(directory: string): FramePosition | undefined {
  const file = join(directory, 'cursor.json');
  if (!existsSync(file)) return undefined;
  try {
    const { segment, offset } = JSON.parse(readFileSync(file, 'utf8')) as FramePosition;
    return Number.isInteger(segment) && Number.isInteger(offset) ? { segment, offset } : undefined;
  } catch {
    return undefined;
  }
}

/** Replaced as a whole: a reader never sees half a cursor. */
export function writeCursor(directory: string, cursor: FramePosition): void {
  const file = join(directory, 'cursor.json');
  writeFileSync(`${file}.new`, JSON.stringify(cursor), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
