/** Sends what fallback files hold: this process's own, and those of dead processes of the service. */
import { existsSync, readdirSync, readFileSync, renameSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isProcessAlive, ownIdentity, type ProcessIdentity } from '@sonde/otlp/segments';
import type { FallbackLine } from './fallback-file.ts';
import type { Ledger } from './spool/ledger.ts';
import type { TelemetryWriter } from './telemetry-writer.ts';

/** What is needed to send them. */
export interface ResendOptions {
  readonly writer: TelemetryWriter;
  readonly ledger: Ledger;
  /** This process's spool; its siblings lie beside it. */
  readonly directory: string;
}

/** Files of one round: 5 MB each, encoded while the application waits. */
const FILES_MAX = 2;
/** Somebody who claimed a file and did not remove it is dead by then. */
const CLAIM_MS = 120_000;
const fallbackName = /^fallback(?:\.1)?\.jsonl$/;
const claimedName = /^fallback\.\d+-\d+\.\d+\.jsonl$/;
let claimsCount = 0;

/**
 * Hands the events of fallback files to the writer and removes the files. What the writer loses again stays in its
 * file, for the next round.
 */
export function resendFallbacks({ writer, ledger, directory }: ResendOptions): void {
  let filesLeft = FILES_MAX;
  for (const entry of readdirSync(dirname(directory), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const spool = join(dirname(directory), entry.name);
    const names = readdirSync(spool).filter((name) => isWaiting(spool, name));
    if (names.length === 0 || (spool !== directory && isOwnerAlive(spool))) continue;
    for (const name of names) {
      if (filesLeft <= 0) return;
      filesLeft -= 1;
      if (!resendFile(spool, name, { writer, ledger })) return;
    }
    removeEmpty(spool);
  }
}

/** Log records that the disk or the encoder has refused so far. */
export function lostLogs(ledger: Ledger): number {
  const { write_failed = 0, encode_failed = 0 } = ledger.snapshot().dropped.logs;
  return write_failed + encode_failed;
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

/** Rename is atomic: of several processes that try, one has the file. */
function resendFile(
  spool: string,
  name: string,
  { writer, ledger }: Pick<ResendOptions, 'writer' | 'ledger'>,
): boolean {
  const claimed = claim(spool, name);
  if (claimed === undefined) return true;
  const lostCount = lostLogs(ledger);
  for (const line of readFileSync(claimed, 'utf8').split('\n')) {
    const parsed = parse(line);
    if (parsed !== undefined) writer.log(recordOf(parsed));
  }
  writer.flush();
  const isSent = lostLogs(ledger) === lostCount;
  if (isSent) unlinkSync(claimed);
  else giveBack(claimed, join(spool, name));
  return isSent;
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
