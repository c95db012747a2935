/** `open.json`: the spans that a process has open, so that whoever takes over its spool can tell of them when it died. */
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTR_SONDE_ENDED_BY } from '@sonde/conventions';
import { ByteWriter } from '../byte-writer.ts';
import { decodeRecord } from '../decode/request.ts';
import type { RawRecord } from '../encode/request.ts';
import { hrTimeOf, writeTime } from '../encode/time.ts';
import { defaultEncodeLimits, ValueEncoder } from '../encode/values.ts';
import { SpanField } from '../wire-fields.ts';
import { parseJson } from './record-payload.ts';
import { listSegments } from './segment-files.ts';
import { SegmentFollower } from './segment-follower.ts';
import { FrameKind } from './segment-format.ts';
import { SegmentWriter } from './segment-writer.ts';

/** The file's content. Bytes are OTLP in base64; spans refer to resources and scopes by their place. */
interface OpenSpansFile {
  readonly version: 1;
  readonly resources: readonly string[];
  readonly scopes: readonly string[];
  readonly spans: readonly { readonly resource: number; readonly scope: number; readonly record: string }[];
}

/** Clocks of file systems are coarse. */
const CLOCK_STEP_MS = 50;
const OPEN_MAX = 10_000;

/** Path of the file in a spool's directory. */
function openSpansFile(directory: string): string {
  return join(directory, 'open.json');
}

/** Replaces the file as a whole; without spans it is removed. */
export function writeOpenSpans(directory: string, open: readonly RawRecord[]): void {
  const file = openSpansFile(directory);
  if (open.length === 0) return rmSync(file, { force: true });
  const resources = new Places();
  const scopes = new Places();
  const spans = open.map(({ resource, scope, record }) => ({
    resource: resources.of(resource),
    scope: scopes.of(scope),
    record: Buffer.from(record).toString('base64'),
  }));
  const content: OpenSpansFile = { version: 1, resources: resources.all, scopes: scopes.all, spans };
  // Nothing that somebody else put there is written to.
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
  renameSync(`${file}.new`, file);
}

/** Says that the spans of the file are open still. */
export function touchOpenSpans(directory: string): void {
  const now = new Date();
  utimesSync(openSpansFile(directory), now, now);
}

/**
 * Writes what a dead process had open into its spool, each span ended when the process was last seen, with
 * `sonde.ended_by: process_died`, and removes the file. To be called by whoever has the spool to himself. A span that the
 * process did end is left out; should this be cut short, the next call leaves out what is written.
 *
 * @param directory - Spool of the dead process.
 * @returns Spans written.
 */
export function recoverOpenSpans(directory: string): number {
  const file = openSpansFile(directory);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  const open = readOpenSpans(file);
  const { spanIds, ledger } = writtenSince(directory, found.mtimeMs - CLOCK_STEP_MS);
  const lost = open.filter(({ record }) => !spanIds.has(spanIdOf(record)));
  if (lost.length > 0) append(directory, lost, { ledger, endMs: found.mtimeMs });
  rmSync(file, { force: true });
  return lost.length;
}

/** Each different part once. */
class Places {
  readonly all: string[] = [];

  of(bytes: Uint8Array): number {
    const text = Buffer.from(bytes).toString('base64');
    const at = this.all.indexOf(text);
    return at >= 0 ? at : this.all.push(text) - 1;
  }
}

/** What cannot be read is given up: it tells of operations, not of what they did. */
function readOpenSpans(file: string): RawRecord[] {
  try {
    const { version, resources, scopes, spans } = JSON.parse(readFileSync(file, 'utf8')) as OpenSpansFile;
    if (version !== 1) return [];
    const bytes = (text: string | undefined) => Uint8Array.from(Buffer.from(text ?? '', 'base64'));
    const records = spans.slice(0, OPEN_MAX).map(({ resource, scope, record }) => ({
      resource: bytes(resources[resource]),
      scope: bytes(scopes[scope]),
      record: bytes(record),
    }));
    return records.filter(({ record }) => spanIdOf(record) !== '');
  } catch {
    return [];
  }
}

interface Written {
  readonly spanIds: ReadonlySet<string>;
  /** The last one of the spool. */
  readonly ledger: object | undefined;
}

/** A span of the file that was ended was written after the file: older segments need not be read. */
function writtenSince(directory: string, sinceMs: number): Written {
  const spanIds = new Set<string>();
  let ledger: object | undefined;
  const newest = listSegments(directory).filter(({ file }) => (statSync(file).mtimeMs ?? 0) >= sinceMs);
  const [first] = newest.length > 0 ? newest : listSegments(directory).slice(-1);
  if (first === undefined) return { spanIds, ledger };
  const follower = new SegmentFollower({ directory, from: { segment: first.number, offset: 0 } });
  try {
    for (let caughtUp = false; !caughtUp; ) {
      const polled = follower.poll();
      for (const frame of polled.frames) {
        if (frame.kind === FrameKind.span && frame.raw) spanIds.add(spanIdOf(frame.raw.record));
        if (frame.kind === FrameKind.ledger) ledger = parseJson(frame) ?? ledger;
      }
      caughtUp = polled.caughtUp;
    }
  } finally {
    follower.close();
  }
  return { spanIds, ledger };
}

/** Empty for what is no span. */
function spanIdOf(record: Uint8Array): string {
  try {
    return decodeRecord('traces', record).spanId;
  } catch {
    return '';
  }
}

interface Recovery {
  readonly ledger: object | undefined;
  readonly endMs: number;
}

/** In a segment of its own, that begins with a ledger as all do: it goes on to add up. */
function append(directory: string, open: readonly RawRecord[], { ledger, endMs }: Recovery): void {
  const ending = endingBytes(endMs);
  const writer = new SegmentWriter({ directory });
  if (ledger !== undefined) writer.json('ledger', withEmitted(ledger, open.length));
  for (const { resource, scope, record } of open)
    writer.rawRecord('span', 0, { resource, scope, record: Buffer.concat([record, ending]) });
  writer.close();
}

/** Protobuf messages are merged by writing one behind the other. */
function endingBytes(endMs: number): Uint8Array {
  const into = new ByteWriter();
  writeTime(into, SpanField.endTime, hrTimeOf(BigInt(Math.round(endMs * 1_000)) * 1_000n));
  new ValueEncoder(into, undefined, defaultEncodeLimits).attributes(SpanField.attributes, {
    [ATTR_SONDE_ENDED_BY]: 'process_died',
  });
  return into.copy();
}

function withEmitted(ledger: object, count: number): object {
  const { emitted } = ledger as { readonly emitted?: { readonly traces?: number } };
  return { ...ledger, emitted: { ...emitted, traces: (emitted?.traces ?? 0) + count } };
}
