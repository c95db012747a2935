/**
 * Following: what lies in the log behind a cursor, as events. A follower pulls, so a slow one costs nothing: it is
 * further behind, and beyond a bound it is told what it missed.
 */

import { EVENT_SONDE_LATENCY_VARIANCE } from '@sonde/conventions';
import type { Decoded } from '@sonde/otlp';
import { type FramePosition, listSegments, type ResolvedFrame, SegmentFollower } from '@sonde/otlp/segments';
import { isExceptionEvent } from '../facts/error-facts.ts';
import { latencyFinding } from '../facts/latency-facts.ts';
import { logFacts } from '../facts/log-facts.ts';
import { keys } from '../index/keys.ts';
import { withValidIds } from '../index/log-index.ts';
import { spanSummary } from '../index/span-entry.ts';
import { type TraceHead, traceSummary } from '../index/trace-head.ts';
import { type DecodedFrame, decodeFrame } from '../log/decode-frame.ts';
import { type Pointer, parsePointer, pointerId } from '../log/pointer.ts';
import type { FollowQuery } from '../reader/queries.ts';
import type { FollowEvent } from '../reader/telemetry-reader.ts';
import { errorAt, readError } from './error-queries.ts';
import { logEntryAt } from './log-queries.ts';
import type { QueryContext } from './pages.ts';
import { readSpan } from './span-queries.ts';
import { invalidQuery } from './validate-query.ts';

/** Answer to one pull. */
export interface FollowBatch {
  readonly events: readonly FollowEvent[];
  /** Where the next pull begins. */
  readonly cursor: string;
  /** Nothing more is there now. */
  readonly caughtUp: boolean;
}

/** Events of one pull; a frame of more records is answered whole. */
const bytesPerPull = 256 * 1024;
/** A follower further behind than this skips to the end. */
const behindBytesMax = 64 * 1024 * 1024;

/** Cursor that stands for a place in the log. */
export function followCursor({ segment, offset }: FramePosition): string {
  return pointerId({ segment, offset, index: 0 });
}

/**
 * Reads the events behind a cursor.
 *
 * @param indexedTo - Nothing at or behind this place is answered yet, so that what an event names can be read.
 */
export function pullEvents(
  context: QueryContext,
  logDirectory: string,
  query: FollowQuery,
  indexedTo: FramePosition,
): FollowBatch {
  const end = followCursor(indexedTo);
  if (query.cursor === undefined || query.cursor >= end) {
    const cursor = query.cursor ?? end;
    return { events: [], cursor, caughtUp: true };
  }
  const at = parsePointer(query.cursor.slice(0, 24));
  if (!at) throw invalidQuery('cursor', query.cursor, 'the cursor of an earlier event');
  const behindBytes = bytesBetween(logDirectory, at, indexedTo);
  if (behindBytes > behindBytesMax)
    return { events: [{ cursor: end, type: 'gap', skippedBytes: behindBytes }], cursor: end, caughtUp: true };
  return readEvents(context, logDirectory, query, indexedTo);
}

function readEvents(
  context: QueryContext,
  directory: string,
  { cursor = '', service }: FollowQuery,
  indexedTo: FramePosition,
): FollowBatch {
  const from = parsePointer(cursor.slice(0, 24)) ?? { segment: 0, offset: 0, index: 0 };
  const follower = new SegmentFollower({ directory, from });
  const { frames, end } = follower.poll(bytesPerPull);
  const indexed = frames.filter(({ position }) => followCursor(position) < followCursor(indexedTo));
  const next = indexed.length === frames.length ? followCursor(end) : followCursor(indexedTo);
  const reached = next > followCursor(indexedTo) ? followCursor(indexedTo) : next;
  const events = indexed.flatMap((frame) => eventsOf(context, frame, service, cursor));
  return {
    events: [...events, ...traceEvents(context, events, reached)],
    cursor: reached,
    caughtUp: reached >= followCursor(indexedTo),
  };
}

function eventsOf(
  context: QueryContext,
  frame: ResolvedFrame,
  service: string | undefined,
  after: string,
): readonly FollowEvent[] {
  const decoded = tryDecode(frame);
  if (!decoded || decoded.signal === 'metrics') return [];
  const perRecord =
    decoded.signal === 'traces'
      ? decoded.records.map((span, index) => spanEvents(context, span, { ...frame.position, index }))
      : decoded.records.map((log, index) => logEvents(context, log, { ...frame.position, index }));
  return perRecord
    .flat()
    .filter((event) => event.cursor > after && (service === undefined || serviceOf(event) === service));
}

/**
 * Cursor of the n-th event of a record: its place and that ordinal. As text it sorts behind the place itself, and
 * before the next one.
 */
function eventCursor(pointer: Pointer, ordinal: number): string {
  return `${pointerId(pointer)}${(ordinal + 1).toString(16).padStart(4, '0')}`;
}

function spanEvents(
  context: QueryContext,
  span: Decoded<'traces'>,
  pointer: Pointer,
): readonly FollowEvent[] {
  const { traceId, spanId } = span.record;
  const entry = /^[0-9a-f]{32}$/.test(traceId) ? readSpan(context, traceId, spanId) : undefined;
  // A repetition, or a copy that was cut off: the index points at another place.
  if (entry?.pointer !== pointerId(pointer)) return [];
  const errors = span.record.events.flatMap((event, index): readonly FollowEvent[] => {
    const place = { timeUnixNano: event.timeUnixNano, pointer, ordinal: index + 1 };
    const facts = event.name === 'exception' ? readError(context, place) : undefined;
    const cursor = eventCursor(pointer, index + 1);
    return facts ? [{ cursor, type: 'error', error: errorAt(context, place, facts) }] : [];
  });
  return [{ cursor: eventCursor(pointer, 0), type: 'span', span: spanSummary(entry) }, ...errors];
}

function logEvents(context: QueryContext, log: Decoded<'logs'>, pointer: Pointer): readonly FollowEvent[] {
  const facts = withValidIds(logFacts(log));
  const entry = logEntryAt(context, facts.timeUnixNano, pointer);
  if (!entry) return [];
  const events: FollowEvent[] = [{ cursor: eventCursor(pointer, 0), type: 'log', log: entry }];
  const cursor = eventCursor(pointer, 1);
  if (isExceptionEvent(facts.eventName)) {
    const place = { timeUnixNano: facts.timeUnixNano, pointer, ordinal: 0 };
    const error = readError(context, place);
    if (error) events.push({ cursor, type: 'error', error: errorAt(context, place, error) });
  }
  if (facts.eventName === EVENT_SONDE_LATENCY_VARIANCE)
    events.push({ cursor, type: 'latency', finding: latencyFinding(entry.id, log) });
  return events;
}

function traceEvents(
  { database }: QueryContext,
  events: readonly FollowEvent[],
  cursor: string,
): readonly FollowEvent[] {
  const traceIds = new Set(events.flatMap((event) => (event.type === 'span' ? [event.span.traceId] : [])));
  return [...traceIds].flatMap((traceId): readonly FollowEvent[] => {
    const head = database.getJson<TraceHead>(keys.traceHead(traceId));
    return head ? [{ cursor, type: 'trace', trace: traceSummary(traceId, head) }] : [];
  });
}

function serviceOf(event: FollowEvent): string {
  if (event.type === 'span') return event.span.service;
  if (event.type === 'log') return event.log.service;
  if (event.type === 'error') return event.error.service;
  return event.type === 'latency' ? event.finding.service : '';
}

function tryDecode(frame: ResolvedFrame): DecodedFrame | undefined {
  try {
    return decodeFrame(frame);
  } catch {
    return undefined;
  }
}

function bytesBetween(directory: string, from: FramePosition, to: FramePosition): number {
  return listSegments(directory)
    .filter(({ number }) => number >= from.segment && number <= to.segment)
    .reduce((sum, { number, sizeBytes }) => {
      const start = number === from.segment ? from.offset : 0;
      const end = number === to.segment ? to.offset : sizeBytes;
      return sum + Math.max(0, end - start);
    }, 0);
}
