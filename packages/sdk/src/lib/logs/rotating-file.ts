/** Lines in a file that does not grow: at its bound it becomes the older one, and the older one goes. */
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory } from '../make-directory.ts';

const BYTES_MAX = 5 * 1_024 * 1_024;

/**
 * Appends a line.
 *
 * @throws the system's error.
 */
export function appendRotating(file: string, line: string, bytesMax: number = BYTES_MAX): void {
  makeDirectory(dirname(file));
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes >= bytesMax) renameSync(file, `${file}.1`);
  appendFileSync(file, `${line}\n`, { mode: 0o600 });
}
