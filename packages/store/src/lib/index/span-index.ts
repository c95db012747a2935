/** Indexing of spans, and of which of them contain model calls. */
import type { Decoded } from '@sonde/otlp';
import { errorOfSpanEvent, spanExceptionEvent } from '../facts/error-facts.ts';
import { isModelCall, spanFacts } from '../facts/span-facts.ts';
import { type Pointer, pointerId } from '../log/pointer.ts';
import { type Batch, present } from './batch.ts';
import { addErrorOfSpanEvent } from './error-index.ts';
import type { IndexDatabase } from './index-database.ts';
import { keys, operationId } from './keys.ts';
import { decodeSpanEntry, encodeSpanEntry, type SpanEntry } from './span-entry.ts';
import { encodeSpanFigures } from './span-figures.ts';
import { addSpan, addUsage } from './trace-head.ts';

const depthMax = 1_000;
const eventsMax = 1_000;
const traceIdPattern = /^[0-9a-f]{32}$/;
const spanIdPattern = /^[0-9a-f]{16}$/;

/** Whether a record was taken in. */
export type Indexed = 'new' | 'duplicate' | 'invalid';

/** Takes a span in. */
export function indexSpan(
  database: IndexDatabase,
  batch: Batch,
  span: Decoded<'traces'>,
  pointer: Pointer,
): Indexed {
  const { traceId, spanId } = span.record;
  if (!traceIdPattern.test(traceId) || !spanIdPattern.test(spanId)) return 'invalid';
  const key = keys.span(traceId, spanId);
  if (database.has(key)) return 'duplicate';
  const { preview: _, ...entry } = { ...spanFacts(span), pointer: pointerId(pointer) };
  database.put(key, encodeSpanEntry(entry));
  addToTrace(database, batch, span);
  addFigures(database, batch, entry);
  indexExceptionEvents(database, batch, span, pointer);
  return 'new';
}

function addToTrace(database: IndexDatabase, batch: Batch, span: Decoded<'traces'>): void {
  const facts = spanFacts(span);
  const head = batch.trace(facts.traceId);
  addSpan(head, facts);
  if (head.sessionId !== '') batch.session(head.sessionId, facts.service);
  const key = keys.operation(operationId(facts.service, facts.operation, facts.kind, facts.model));
  if (!database.has(key)) database.putJson(key, [facts.service, facts.operation, facts.kind, facts.model]);
}

function addFigures(database: IndexDatabase, batch: Batch, entry: SpanEntry): void {
  const { traceId, spanId, parentSpanId } = entry;
  const containsModelCall = database.has(keys.modelCallBelow(traceId, spanId));
  putFigures(database, entry, !containsModelCall);
  if (!containsModelCall) addUsage(batch.trace(traceId), entry, 1);
  if (containsModelCall || isModelCall(entry.kind)) markAncestors(database, batch, entry, parentSpanId);
}

function putFigures(database: IndexDatabase, entry: SpanEntry, counted: boolean): void {
  const figures = encodeSpanFigures(entry, isModelCall(entry.kind), counted);
  database.put(keys.spanByTime(entry.startUnixNano, entry.traceId, entry.spanId), figures);
}

/**
 * Marks every span above a model call as containing one, and takes back what was counted for it: its tokens are a
 * sum of what is below. A mark on a span that has not arrived yet waits for it and goes on from there.
 */
function markAncestors(database: IndexDatabase, batch: Batch, from: SpanEntry, parentSpanId: string): void {
  const { traceId } = from;
  let spanId = parentSpanId;
  for (let depth = 0; depth < depthMax && spanIdPattern.test(spanId); depth += 1) {
    const mark = keys.modelCallBelow(traceId, spanId);
    if (spanId === from.spanId || database.has(mark)) return;
    database.put(mark, present);
    const bytes = database.get(keys.span(traceId, spanId));
    if (!bytes) return;
    const ancestor = decodeSpanEntry(traceId, spanId, bytes);
    addUsage(batch.trace(traceId), ancestor, -1);
    putFigures(database, ancestor, false);
    spanId = ancestor.parentSpanId;
  }
}

function indexExceptionEvents(
  database: IndexDatabase,
  batch: Batch,
  span: Decoded<'traces'>,
  pointer: Pointer,
): void {
  for (const [index, event] of span.record.events.slice(0, eventsMax).entries()) {
    if (event.name !== spanExceptionEvent) continue;
    const place = { timeUnixNano: event.timeUnixNano, pointer, ordinal: index + 1 };
    addErrorOfSpanEvent(database, batch, errorOfSpanEvent(span, event), place);
  }
}
