/** Where exception events go when nothing else takes them: JSON lines beside the spool, rotated at 5 MB. */
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ObservedEvent, runtime } from '@sonde/observe';
import { makeDirectory } from './make-directory.ts';

const BYTES_MAX = 5 * 1_024 * 1_024;

/** Appends one event; a disk that refuses this as well is reported, and nothing more can be done. */
export function writeFallback(
  file: string,
  { eventName, severityNumber, body, attributes }: ObservedEvent,
  redact: (value: unknown) => unknown,
): void {
  try {
    const line = JSON.stringify(
      redact({ time: new Date().toISOString(), eventName, severityNumber, body, attributes }),
    );
    makeDirectory(dirname(file));
    rotate(file);
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  } catch (error) {
    runtime.onInternalError('fallback file', error);
  }
}

function rotate(file: string): void {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes > BYTES_MAX) renameSync(file, `${file}.1`);
}
