/** Sends what fallback files hold: this process's own, and those of dead processes of the service. */
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isProcessAlive, ownIdentity, type ProcessIdentity } from '@sonde/otlp/segments';
import type { Ledger } from '../spool/ledger.ts';
import type { TelemetryWriter } from '../telemetry-writer.ts';
import type { FallbackLine } from './fallback-file.ts';

/** What is needed to send them. */
export interface ResendOptions {
  readonly writer: TelemetryWriter;
  readonly ledger: Ledger;
  /** This process's spool; its siblings lie beside it. */
  readonly directory: string;
}

/** Files of one round, 5 MB each. */
const FILES_MAX = 2;
/** Longest work at a stretch, in ms. */
const TURN_MS = 4;
/** Somebody who claimed a file and did not remove it is dead by then. */
const CLAIM_MS = 120_000;
const fallbackName = /^fallback(?:\.1)?\.jsonl$/;
const claimedName = /^fallback\.\d+-\d+\.\d+\.jsonl$/;
const NEWLINE = 10;
let claimsCount = 0;

/**
 * Hands the events of fallback files to the writer, in turns, and removes the files. What the writer loses again stays in
 * its file, for the next round, and so does what is left when it is stopped.
 *
 * @param stop - Ends it after the turn that runs.
 */
export async function resendFallbacks(options: ResendOptions, stop: AbortSignal): Promise<void> {
  let filesLeft = FILES_MAX;
  for (const { spool, names } of waitingFiles(options.directory)) {
    for (const name of names) {
      if (filesLeft <= 0 || stop.aborted) return;
      filesLeft -= 1;
      if (!(await resendFile(spool, name, options, stop))) return;
    }
    removeEmpty(spool);
  }
}

/** Log records that the disk or the encoder has refused so far. */
export function lostLogs(ledger: Ledger): number {
  const { write_failed = 0, encode_failed = 0 } = ledger.snapshot().dropped.logs;
  return write_failed + encode_failed;
}

/** Of this process, and of those that are dead. */
function waitingFiles(own: string): { readonly spool: string; readonly names: readonly string[] }[] {
  return readdirSync(dirname(own), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(dirname(own), name))
    .map((spool) => ({ spool, names: readdirSync(spool).filter((name) => isWaiting(spool, name)) }))
    .filter(({ spool, names }) => names.length > 0 && (spool === own || !isOwnerAlive(spool)));
}

function isWaiting(spool: string, name: string): boolean {
  if (fallbackName.test(name)) return true;
  if (!claimedName.test(name)) return false;
  const found = statSync(join(spool, name), { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > CLAIM_MS;
}

/** A folder without a manifest is what a studio left of a spool that it has copied. */
function isOwnerAlive(spool: string): boolean {
  const name = readdirSync(spool).find((each) => /^spool(?:\.\d+-\d+)?\.json$/.test(each));
  if (name === undefined) return false;
  try {
    return isProcessAlive(JSON.parse(readFileSync(join(spool, name), 'utf8')) as ProcessIdentity, spool);
  } catch {
    return false;
  }
}

/**
 * Rename is atomic: of several processes that try, one has the file. It is sent from its end, and cut as it is sent: what
 * a process leaves that ends meanwhile is what it has not sent.
 */
async function resendFile(
  spool: string,
  name: string,
  { writer, ledger }: ResendOptions,
  stop: AbortSignal,
): Promise<boolean> {
  const claimed = claim(spool, name);
  if (claimed === undefined) return true;
  const bytes = readFileSync(claimed);
  const lostCount = lostLogs(ledger);
  for (let end = bytes.length; end > 0; await nextTurn()) {
    const rest = writeFromEnd(bytes.subarray(0, end), writer);
    writer.flush();
    if (lostLogs(ledger) === lostCount) truncateSync(claimed, (end = rest));
    if (lostLogs(ledger) !== lostCount || (end > 0 && stop.aborted)) {
      giveBack(claimed, join(spool, name));
      return false;
    }
  }
  unlinkSync(claimed);
  return true;
}

/** Writes events for a turn; returns the size of what is left. */
function writeFromEnd(bytes: Buffer, writer: TelemetryWriter): number {
  const turnEndsMs = performance.now() + TURN_MS;
  let end = bytes.length;
  do {
    // The newline at the end of the line is its own; a negative offset would begin anew at the end.
    const start = end < 2 ? 0 : bytes.lastIndexOf(NEWLINE, end - 2) + 1;
    const parsed = parse(bytes.toString('utf8', start, end));
    if (parsed !== undefined) writer.log(recordOf(parsed));
    end = start;
  } while (end > 0 && performance.now() < turnEndsMs);
  return end;
}

function claim(spool: string, name: string): string | undefined {
  const { pid, startTimeMs } = ownIdentity();
  claimsCount += 1;
  const claimed = join(spool, `fallback.${pid}-${startTimeMs}.${claimsCount}.jsonl`);
  try {
    renameSync(join(spool, name), claimed);
    return claimed;
  } catch {
    return undefined;
  }
}

/** Where there is a new file already, it stays as it is, and counts as abandoned after a while. */
function giveBack(claimed: string, file: string): void {
  if (!existsSync(file)) renameSync(claimed, file);
}

/** A line that a full disk cut short says nothing any more. */
function parse(line: string): FallbackLine | undefined {
  try {
    return JSON.parse(line) as FallbackLine;
  } catch {
    return undefined;
  }
}

function recordOf(line: FallbackLine): Parameters<TelemetryWriter['log']>[0] {
  const { traceId, spanId, traceFlags = 1 } = line;
  const time: [number, number] = [line.time[0], line.time[1]];
  return {
    hrTime: time,
    hrTimeObserved: time,
    eventName: line.eventName,
    severityNumber: line.severityNumber,
    body: line.body,
    attributes: line.attributes,
    ...(traceId === undefined || spanId === undefined
      ? {}
      : { spanContext: { traceId, spanId, traceFlags } }),
    droppedAttributesCount: 0,
    resource: { attributes: { ...line.resource } },
    instrumentationScope: line.scope,
  };
}

function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // not empty: somebody's spool still
  }
}
