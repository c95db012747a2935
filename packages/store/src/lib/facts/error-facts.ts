/** What the index keeps of an exception, and the whole of it. */
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_SONDE_CONTEXT_ANCESTORS,
  ATTR_SONDE_CONTEXT_COMPLETED,
  ATTR_SONDE_CONTEXT_ELAPSED_MS,
  ATTR_SONDE_CONTEXT_INPUT,
  ATTR_SONDE_EXCEPTION_CAUSES,
  ATTR_SONDE_EXCEPTION_FINGERPRINT,
  ATTR_SONDE_EXCEPTION_SOURCE_STACKTRACE,
  events,
  exceptionFingerprint,
} from '@sonde/conventions';
import type { AnyValueMap, Decoded, SpanEventRecord } from '@sonde/otlp';
import type { ErrorOccurrence, Json } from '../reader/records.ts';
import { listOf, numberOf, structureOf, textOf, toJsonMap } from './json-value.ts';
import { logFacts, messageOf } from './log-facts.ts';
import { cut, operationFacts } from './operation-facts.ts';
import { spanFacts, toMs } from './span-facts.ts';

/** What lists and groups need of an exception. */
export interface ErrorFacts {
  readonly fingerprint: string;
  readonly timeUnixNano: bigint;
  readonly eventName: string;
  readonly type: string;
  readonly message: string;
  readonly service: string;
  readonly sessionId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly operation: string;
  readonly kind: string;
}

/** Name of the event that SDKs put on a span by `recordException`: OpenTelemetry, "Recording errors". */
export const spanExceptionEvent = 'exception';

const exceptionEvents: ReadonlySet<string> = new Set(
  events.map((event) => event.name).filter((name) => name.endsWith('exception')),
);
const messageLengthMax = 1_000;

/** True for the log events that report an exception. */
export function isExceptionEvent(eventName: string): boolean {
  return exceptionEvents.has(eventName);
}

/** The exception that a log event reports. */
export function errorOfLog(log: Decoded<'logs'>): ErrorFacts {
  const facts = logFacts(log);
  const { attributes } = log.record;
  return {
    ...exceptionOf(attributes, messageOf(log.record.body)),
    ...operationOf(attributes),
    timeUnixNano: facts.timeUnixNano,
    eventName: facts.eventName,
    service: facts.service,
    sessionId: facts.sessionId,
    traceId: facts.traceId,
    spanId: facts.spanId,
  };
}

/** The exception that an event on a span reports. */
export function errorOfSpanEvent(span: Decoded<'traces'>, event: SpanEventRecord): ErrorFacts {
  const facts = spanFacts(span);
  return {
    ...exceptionOf(event.attributes, ''),
    timeUnixNano: event.timeUnixNano,
    eventName: event.name,
    service: facts.service,
    sessionId: facts.sessionId,
    traceId: facts.traceId,
    spanId: facts.spanId,
    operation: facts.operation,
    kind: facts.kind,
  };
}

/**
 * The whole occurrence.
 *
 * @param id - Position of the occurrence in the store.
 * @param facts - As indexed.
 * @param attributes - Of the log event or span event, and its sources.
 * @param resource - Of who reported it.
 */
export function errorOccurrence(
  id: string,
  facts: ErrorFacts,
  attributes: AnyValueMap,
  resource: AnyValueMap,
): ErrorOccurrence {
  const { timeUnixNano, ...rest } = facts;
  const source = textOf(attributes, ATTR_SONDE_EXCEPTION_SOURCE_STACKTRACE);
  const thrown = textOf(attributes, ATTR_EXCEPTION_STACKTRACE);
  return {
    id,
    ...rest,
    message: textOf(attributes, ATTR_EXCEPTION_MESSAGE) || facts.message,
    timeMs: toMs(timeUnixNano),
    stacktrace: source || thrown,
    thrownStacktrace: source === '' ? '' : thrown,
    elapsedMs: numberOf(attributes, ATTR_SONDE_CONTEXT_ELAPSED_MS),
    input: structureOf(attributes, ATTR_SONDE_CONTEXT_INPUT),
    ancestors: listOf(structureOf(attributes, ATTR_SONDE_CONTEXT_ANCESTORS)),
    completed: listOf(structureOf(attributes, ATTR_SONDE_CONTEXT_COMPLETED)),
    causes: listOf(structureOf(attributes, ATTR_SONDE_EXCEPTION_CAUSES)),
    attributes: toJsonMap(attributes),
    resource: toJsonMap(resource),
  };
}

function exceptionOf(attributes: AnyValueMap, fallbackMessage: string) {
  const type = textOf(attributes, ATTR_EXCEPTION_TYPE) || textOf(attributes, 'error.type') || 'Error';
  const message = textOf(attributes, ATTR_EXCEPTION_MESSAGE) || fallbackMessage;
  const fingerprint =
    textOf(attributes, ATTR_SONDE_EXCEPTION_FINGERPRINT) ||
    exceptionFingerprint({
      type,
      message,
      stacktrace: textOf(attributes, ATTR_EXCEPTION_STACKTRACE),
      causes: listOf(structureOf(attributes, ATTR_SONDE_EXCEPTION_CAUSES)).map(causeType),
    });
  return { fingerprint: cut(fingerprint), type: cut(type), message: message.slice(0, messageLengthMax) };
}

function causeType(cause: Json): { readonly type: string } {
  const type = typeof cause === 'object' && cause !== null && 'type' in cause ? cause.type : '';
  return { type: String(type) };
}

function operationOf(attributes: AnyValueMap): { readonly operation: string; readonly kind: string } {
  const { operation, kind } = operationFacts(attributes, '');
  return { operation, kind };
}
