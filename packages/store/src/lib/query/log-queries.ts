/** Log records. */
import { toJsonMap } from '../facts/json-value.ts';
import { type LogFacts, messageOf, severities } from '../facts/log-facts.ts';
import { toMs, toNano } from '../facts/span-facts.ts';
import { afterPrefix, fields, keys, prefixes, table } from '../index/keys.ts';
import { decodeLog } from '../index/log-index.ts';
import type { TraceHead } from '../index/trace-head.ts';
import { type Pointer, pointerId } from '../log/pointer.ts';
import type { LogQuery } from '../reader/queries.ts';
import type { LogEntry, Page } from '../reader/records.ts';
import { findTraceId } from './identifiers.ts';
import { newestFirst, pageOf, type QueryContext } from './pages.ts';
import { textFilter } from './text-filter.ts';

/** Log records, newest first. */
export async function queryLogs(context: QueryContext, query: LogQuery): Promise<Page<LogEntry>> {
  const traceId = query.traceId === undefined ? undefined : findTraceId(context.database, query.traceId);
  if (query.traceId !== undefined && traceId === undefined) return { items: [] };
  const matches = logFilter(context, query);
  const range = traceId === undefined ? newestFirst(table.logByTime, query) : logsOfTrace(traceId, query);
  return pageOf(context, range, query, ({ key }) => {
    const time = fields.time(key, key.length - 20);
    const pointer = fields.pointer(key, key.length - 12);
    return logEntryAt(context, time, pointer, matches);
  });
}

/** The whole log record at a place; undefined when it does not match or is gone. */
export function logEntryAt(
  { database, records }: QueryContext,
  time: bigint,
  pointer: Pointer,
  matches: (facts: LogFacts) => boolean = () => true,
): LogEntry | undefined {
  const bytes = database.get(keys.logByTime(time, pointer));
  if (!bytes) return undefined;
  const facts = decodeLog(time, bytes);
  if (!matches(facts)) return undefined;
  const record = records.log(pointer)?.record;
  return {
    id: pointerId(pointer),
    timeMs: toMs(time),
    severity: facts.severity,
    eventName: facts.eventName,
    message: record ? messageOf(record.body) : facts.message,
    service: facts.service,
    traceId: facts.traceId,
    spanId: facts.spanId,
    attributes: record ? toJsonMap(record.attributes) : {},
  };
}

/** Session of something that may name one itself, else that of its trace. */
export function sessionThrough(context: QueryContext, sessionId: string, traceId: string): string {
  if (sessionId !== '' || traceId === '') return sessionId;
  return context.database.getJson<TraceHead>(keys.traceHead(traceId))?.sessionId ?? '';
}

function logsOfTrace(traceId: string, { fromMs, toMs: untilMs }: LogQuery) {
  const prefix = prefixes.logsOfTrace(traceId);
  const at = (time: bigint) => keys.logByTrace(traceId, time, { segment: 0, offset: 0, index: 0 });
  return {
    from: fromMs === undefined ? prefix : at(toNano(fromMs)),
    to: untilMs === undefined ? afterPrefix(prefix) : at(toNano(untilMs) + 1n),
    reverse: true,
  };
}

function logFilter(context: QueryContext, query: LogQuery): (facts: LogFacts) => boolean {
  const { service, sessionId, severityMin, eventName, text } = query;
  const matchesText = textFilter(text);
  const rankMin = severities.indexOf(severityMin ?? 'trace');
  return (facts) =>
    (service === undefined || facts.service === service) &&
    severities.indexOf(facts.severity) >= rankMin &&
    (eventName === undefined || facts.eventName === eventName) &&
    matchesText(facts.message, facts.eventName) &&
    (sessionId === undefined || sessionThrough(context, facts.sessionId, facts.traceId) === sessionId);
}
