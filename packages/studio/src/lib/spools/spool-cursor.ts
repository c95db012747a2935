/** `cursor.json`: tells the writer of a spool how far it is copied, so that it counts what it drops exactly. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FramePosition } from '@sonde/otlp/segments';

/** Replaces the cursor as a whole. The studio itself goes by its checkpoints: where this fails, nothing is lost. */
export function writeSpoolCursor(directory: string, { segment, offset }: FramePosition): void {
  const file = join(directory, 'cursor.json');
  try {
    writeFileSync(`${file}.new`, JSON.stringify({ segment, offset }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // a read-only or full disk: the writer then counts a dropped segment as if none of it had been copied
  }
}
