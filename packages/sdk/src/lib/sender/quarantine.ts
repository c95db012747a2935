/** Keeps what a receiver refused for good, to look at and to send by hand once the cause is mended. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Signal } from '@sonde/otlp';
import { makeDirectory } from '../make-directory.ts';
import { writeOwnFile } from '../own-file.ts';

/** A request and what it was answered. */
export interface RefusedRequest {
  readonly signal: Signal;
  /** As it was sent, before compression. */
  readonly body: Uint8Array;
  readonly recordCount: number;
  /** Without credentials. */
  readonly url: string;
  readonly status: number;
  readonly answer: Uint8Array;
}

/** Both files of the newest refusals fit; older ones go. */
const BYTES_MAX = 16 * 1_024 * 1_024;
let sequence = 0;

/**
 * Writes `<time>-<pid>-<number>.<signal>.pb`, a ready-made body, and `….json` with the answer. The directory holds
 * 16 MiB at most; the oldest files go first, and a larger body is not kept.
 *
 * @throws the system's error
 */
export function quarantine(directory: string, request: RefusedRequest): void {
  const { signal, body, answer, ...rest } = request;
  const time = new Date();
  const about = JSON.stringify({ time, signal, ...rest, answer: Buffer.from(answer).toString('utf8') });
  makeDirectory(directory);
  if (!makeRoom(directory, body.length + Buffer.byteLength(about))) return;
  sequence += 1;
  const name = `${time.getTime()}-${process.pid}-${String(sequence).padStart(6, '0')}.${signal}`;
  writeOwnFile(join(directory, `${name}.pb`), body);
  writeOwnFile(join(directory, `${name}.json`), about);
}

/** False when it would not fit even alone. */
function makeRoom(directory: string, sizeBytes: number): boolean {
  const files = readdirSync(directory)
    .sort()
    .map((name) => join(directory, name))
    .map((file) => ({ file, sizeBytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0 }));
  let freeBytes = BYTES_MAX - files.reduce((sum, each) => sum + each.sizeBytes, 0);
  if (sizeBytes > BYTES_MAX) return false;
  for (const { file, sizeBytes: gainBytes } of files) {
    if (freeBytes >= sizeBytes) break;
    rmSync(file, { force: true });
    freeBytes += gainBytes;
  }
  return true;
}
