/** Indexing of exceptions: by time, by group, and by the span they belong to. */
import type { ErrorFacts } from '../facts/error-facts.ts';
import type { Batch } from './batch.ts';
import { type IndexDatabase, under } from './index-database.ts';
import { type ErrorPlace, fields, keys, prefixes } from './keys.ts';

/** Who reported an exception. */
const byLog = Buffer.of(1);
const bySpanEvent = Buffer.of(2);

/** Indexes an exception that a log event reports. The events of its span repeat it and give way. */
export function addErrorOfLog(
  database: IndexDatabase,
  batch: Batch,
  facts: ErrorFacts,
  place: ErrorPlace,
): void {
  if (facts.traceId !== '' && facts.spanId !== '') removeSpanEventErrors(database, batch, facts);
  addError(database, batch, facts, place, byLog);
}

/** Indexes an exception that an event on a span reports, unless a log event has reported it already. */
export function addErrorOfSpanEvent(
  database: IndexDatabase,
  batch: Batch,
  facts: ErrorFacts,
  place: ErrorPlace,
): void {
  const known = database.entries(under(prefixes.errorsOfSpan(facts.traceId, facts.spanId)), 1)[0];
  // Errors of one span are of one kind: those of logs have removed those of events.
  if (known?.value[0] === byLog[0]) return;
  addError(database, batch, facts, place, bySpanEvent);
}

/** Bytes of an indexed error. */
export function encodeError(facts: ErrorFacts): Buffer {
  const { timeUnixNano: _, ...rest } = facts;
  return Buffer.from(JSON.stringify(rest));
}

/** The error behind the bytes. */
export function decodeError(place: ErrorPlace, bytes: Buffer): ErrorFacts {
  return {
    ...(JSON.parse(bytes.toString()) as Omit<ErrorFacts, 'timeUnixNano'>),
    timeUnixNano: place.timeUnixNano,
  };
}

function addError(
  database: IndexDatabase,
  batch: Batch,
  facts: ErrorFacts,
  place: ErrorPlace,
  reportedBy: Buffer,
): void {
  database.put(keys.errorByTime(place), encodeError(facts));
  database.put(keys.errorByGroup(facts.fingerprint, place), reportedBy);
  if (facts.traceId === '') return;
  database.put(keys.errorBySpan(facts.traceId, facts.spanId, place), reportedBy);
  batch.trace(facts.traceId).exceptionCount += 1;
}

function removeSpanEventErrors(database: IndexDatabase, batch: Batch, { traceId, spanId }: ErrorFacts): void {
  for (const { key, value } of database.entries(under(prefixes.errorsOfSpan(traceId, spanId)))) {
    if (value[0] !== bySpanEvent[0]) continue;
    const place = fields.errorPlace(key);
    const bytes = database.get(keys.errorByTime(place));
    if (bytes) database.remove(keys.errorByGroup(decodeError(place, bytes).fingerprint, place));
    database.remove(keys.errorByTime(place));
    database.remove(key);
    batch.trace(traceId).exceptionCount -= 1;
  }
}
