/** Indexing of log records, and of the exceptions and latency findings among them. */
import {
  ATTR_SONDE_EXCEPTION_FINGERPRINT,
  EVENT_SONDE_EXCEPTION_SOURCE,
  EVENT_SONDE_LATENCY_VARIANCE,
} from '@sonde/conventions';
import type { Decoded } from '@sonde/otlp';
import { errorOfLog, isExceptionEvent } from '../facts/error-facts.ts';
import { textOf } from '../facts/json-value.ts';
import { latencyFinding } from '../facts/latency-facts.ts';
import { type LogFacts, logFacts } from '../facts/log-facts.ts';
import { cut } from '../facts/operation-facts.ts';
import { type Pointer, pointerId } from '../log/pointer.ts';
import { type Batch, present } from './batch.ts';
import { addErrorOfLog } from './error-index.ts';
import type { IndexDatabase } from './index-database.ts';
import { keys } from './keys.ts';
import type { Indexed } from './span-index.ts';

/** What the index keeps of a latency finding for filtering. */
export interface LatencyEntry {
  readonly service: string;
  readonly operation: string;
  readonly sessionId: string;
  readonly traceId: string;
}

/**
 * Takes a log record in.
 *
 * @param content - Text that a repetition of the record has in common with it; undefined when it cannot be repeated.
 */
export function indexLog(
  database: IndexDatabase,
  batch: Batch,
  log: Decoded<'logs'>,
  pointer: Pointer,
  content: string | undefined,
): Indexed {
  if (content !== undefined && !firstSeen(database, content)) return 'duplicate';
  const facts = withValidIds(logFacts(log));
  const { timeUnixNano, traceId } = facts;
  database.put(keys.logByTime(timeUnixNano, pointer), encodeLog(facts));
  if (traceId !== '') {
    database.put(keys.logByTrace(traceId, timeUnixNano, pointer), present);
    batch.trace(traceId).logCount += 1;
  }
  if (isExceptionEvent(facts.eventName)) {
    const { spanId } = facts;
    const place = { timeUnixNano, pointer, ordinal: 0 };
    addErrorOfLog(database, batch, { ...errorOfLog(log), traceId, spanId }, place);
  }
  if (facts.eventName === EVENT_SONDE_EXCEPTION_SOURCE) indexSource(database, log, facts, pointer);
  if (facts.eventName === EVENT_SONDE_LATENCY_VARIANCE) indexLatency(database, log, facts, pointer);
  return 'new';
}

/** The indexed part of a log record behind its bytes. */
export function decodeLog(timeUnixNano: bigint, bytes: Buffer): LogFacts {
  return { ...(JSON.parse(bytes.toString()) as Omit<LogFacts, 'timeUnixNano'>), timeUnixNano };
}

/** Ids of the wrong length belong to nothing. */
export function withValidIds(facts: LogFacts): LogFacts {
  const traceId = /^[0-9a-f]{32}$/.test(facts.traceId) ? facts.traceId : '';
  const spanId = traceId !== '' && /^[0-9a-f]{16}$/.test(facts.spanId) ? facts.spanId : '';
  return { ...facts, traceId, spanId };
}

function encodeLog(facts: LogFacts): Buffer {
  const { timeUnixNano: _, ...rest } = facts;
  return Buffer.from(JSON.stringify(rest));
}

function firstSeen(database: IndexDatabase, content: string): boolean {
  const key = keys.logSeen(content);
  if (database.has(key)) return false;
  database.put(key, present);
  return true;
}

function indexSource(
  database: IndexDatabase,
  log: Decoded<'logs'>,
  { traceId, spanId }: LogFacts,
  pointer: Pointer,
): void {
  const fingerprint = cut(textOf(log.record.attributes, ATTR_SONDE_EXCEPTION_FINGERPRINT));
  if (fingerprint === '') return;
  database.put(keys.exceptionSource(fingerprint, traceId, spanId, pointer), present);
}

function indexLatency(
  database: IndexDatabase,
  log: Decoded<'logs'>,
  { timeUnixNano, service, sessionId, traceId }: LogFacts,
  pointer: Pointer,
): void {
  const { operation } = latencyFinding(pointerId(pointer), log);
  const entry: LatencyEntry = { service, operation, sessionId, traceId };
  database.putJson(keys.latencyByTime(timeUnixNano, pointer), entry);
}
