/** What the index keeps of a log record. */
import type { AnyValue, Decoded } from '@sonde/otlp';
import type { LogEntry } from '../reader/records.ts';
import { toJson } from './json-value.ts';
import { cut, serviceOf, sessionOf } from './operation-facts.ts';

/** Severities from least to most, as LogQuery names them. */
export const severities = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** What lists and filters need of a log record. */
export interface LogFacts {
  readonly timeUnixNano: bigint;
  readonly severity: LogEntry['severity'];
  readonly eventName: string;
  readonly message: string;
  readonly service: string;
  readonly sessionId: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** Longest message the index keeps for searching; the whole one is read from the log. */
const messageLengthMax = 1_000;

/** Reads the facts off a decoded log record. */
export function logFacts({ resource, record }: Decoded<'logs'>): LogFacts {
  return {
    timeUnixNano: record.timeUnixNano || record.observedTimeUnixNano,
    severity: severityOf(record.severityNumber, record.severityText),
    eventName: cut(eventNameOf(record)),
    message: messageOf(record.body).slice(0, messageLengthMax),
    service: serviceOf(resource),
    sessionId: sessionOf(record.attributes, resource),
    traceId: record.traceId,
    spanId: record.spanId,
  };
}

/** The body as text. */
export function messageOf(body: AnyValue): string {
  if (body === null) return '';
  const json = toJson(body);
  return typeof json === 'string' ? json : JSON.stringify(json);
}

// Before `event_name` was a field of the log record, it was the attribute `event.name`.
function eventNameOf(record: Decoded<'logs'>['record']): string {
  const attribute = record.attributes['event.name'];
  return record.eventName || (typeof attribute === 'string' ? attribute : '');
}

// Severity numbers 1-24 are six groups of four: OpenTelemetry logs data model, "Field: SeverityNumber".
function severityOf(number: number, text: string): LogEntry['severity'] {
  const byNumber = number > 0 ? severities[Math.min(Math.ceil(number / 4), 6) - 1] : undefined;
  const byText = severities.find((severity) => text.toLowerCase().startsWith(severity));
  return byNumber ?? byText ?? 'info';
}
