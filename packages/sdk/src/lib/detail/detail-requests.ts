/** The control file of the home, `run/detail.json`: levels of detail that running processes take up, for a while. */
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DetailLevel, detailLevels } from '@sonde/conventions';
import { makeDirectory } from '../make-directory.ts';

/** A level for a while. */
export interface DetailRequest {
  readonly level: DetailLevel;
  /** Name of an operation (all). */
  readonly operation?: string;
  /** (all) */
  readonly sessionId?: string;
  /** Name of the service whose processes take it up (every service of the home). */
  readonly service?: string;
  readonly untilTimeMs: number;
}

const VERSION = 1;
const FILE_BYTES_MAX = 256 * 1_024;
const REQUESTS_MAX = 1_000;
/** Clocks are set back now and then. */
const CLOCK_MS = 60_000;
/** Longest time of a request, in ms: nobody means to leave a level raised for more than a week. */
export const DETAIL_REQUEST_MAX_MS = 7 * 86_400_000;

/** The file of a home. */
export function detailFile(home: string): string {
  return join(home, 'run', 'detail.json');
}

/**
 * Reads the requests that are in force. A file that is damaged, too large, or no file at all holds none.
 *
 * @param nowTimeMs - (now)
 */
export function readDetailRequests(home: string, nowTimeMs: number = Date.now()): DetailRequest[] {
  try {
    const file = detailFile(home);
    const status = lstatSync(file);
    if (!status.isFile() || status.size > FILE_BYTES_MAX) return [];
    const content = JSON.parse(readFileSync(file, 'utf8')) as {
      version?: unknown;
      requests?: unknown;
    } | null;
    if (content?.version !== VERSION || !Array.isArray(content.requests)) return [];
    return content.requests.filter((request) => isInForce(request, nowTimeMs)).slice(0, REQUESTS_MAX);
  } catch {
    return [];
  }
}

/**
 * Replaces the file atomically.
 *
 * @param requests - Those in force from now on; none removes the file.
 * @throws the system's error.
 */
export function writeDetailRequests(home: string, requests: readonly DetailRequest[]): void {
  const file = detailFile(home);
  if (requests.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  const temporary = `${file}.${process.pid}.tmp`;
  makeDirectory(dirname(file));
  rmSync(temporary, { force: true });
  writeFileSync(temporary, `${JSON.stringify({ version: VERSION, requests }, null, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  renameSync(temporary, file);
}

function isInForce(value: unknown, nowTimeMs: number): value is DetailRequest {
  const { level, operation, sessionId, service, untilTimeMs } = (value ?? {}) as Partial<DetailRequest>;
  const isLevel = typeof level === 'string' && detailLevels.includes(level);
  const isNamed = [operation, sessionId, service].every(
    (name) => name === undefined || typeof name === 'string',
  );
  const isTimed =
    typeof untilTimeMs === 'number' &&
    untilTimeMs > nowTimeMs &&
    untilTimeMs < nowTimeMs + DETAIL_REQUEST_MAX_MS + CLOCK_MS;
  return isLevel && isNamed && isTimed;
}
