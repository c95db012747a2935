/** Traces: the list, and one whole. */
import { toMs } from '../facts/span-facts.ts';
import { under } from '../index/index-database.ts';
import { fields, keys, prefixes, table } from '../index/keys.ts';
import { decodeSpanEntry, spanSummary } from '../index/span-entry.ts';
import { errorCountOf, type TraceHead, traceSummary } from '../index/trace-head.ts';
import type { TraceById, TraceQuery } from '../reader/queries.ts';
import type { LogEntry, Page, SpanSummary, Trace, TraceSummary } from '../reader/records.ts';
import { findTraceId } from './identifiers.ts';
import { logEntryAt } from './log-queries.ts';
import { newestFirst, pageOf, type QueryContext } from './pages.ts';
import { textFilter } from './text-filter.ts';

const spansMaxDefault = 100_000;
/** Logs shown with a trace, earliest first. */
const logsMax = 10_000;

/** Traces, the one that began last first. */
export function queryTraces(context: QueryContext, query: TraceQuery): Promise<Page<TraceSummary>> {
  const matches = traceFilter(query);
  return pageOf(context, newestFirst(table.traceByTime, query), query, ({ key }) => {
    const traceId = fields.hex(key, 9, 25);
    const head = context.database.getJson<TraceHead>(keys.traceHead(traceId));
    return head && matches(traceId, head) ? traceSummary(traceId, head) : undefined;
  });
}

/** A whole trace. */
export async function queryTrace(context: QueryContext, query: TraceById): Promise<Trace | undefined> {
  const { database } = context;
  const traceId = findTraceId(database, query.traceId);
  const head = traceId && database.getJson<TraceHead>(keys.traceHead(traceId));
  if (!traceId || !head) return undefined;
  const spans = await spansOf(context, traceId);
  const shown = spans.slice(0, query.spansMax ?? spansMaxDefault);
  const logs = await logsOf(context, traceId);
  const summary = traceSummary(traceId, head);
  return {
    summary: head.spanCount > 0 ? summary : { ...summary, ...timesOf(logs) },
    spans: shown,
    logs,
    omittedSpans: spans.length - shown.length,
  };
}

function traceFilter(query: TraceQuery): (traceId: string, head: TraceHead) => boolean {
  const { service, sessionId, onlyErrors, durationMinMs, model, text } = query;
  const matchesText = textFilter(text);
  return (traceId, head) =>
    (service === undefined || head.services.includes(service)) &&
    (sessionId === undefined || head.sessionId === sessionId) &&
    (!onlyErrors || errorCountOf(head) > 0) &&
    (durationMinMs === undefined || durationMs(head) >= durationMinMs) &&
    (model === undefined || head.models.includes(model)) &&
    matchesText(head.leader.name, head.leader.preview, traceId, ...head.operations, ...head.models);
}

function durationMs(head: TraceHead): number {
  return toMs(BigInt(head.endUnixNano) - BigInt(head.startUnixNano));
}

/** All spans of a trace by start. */
export async function spansOf(
  { database, budget }: QueryContext,
  traceId: string,
): Promise<readonly SpanSummary[]> {
  const spans: SpanSummary[] = [];
  for await (const entries of database.scan(under(prefixes.spansOfTrace(traceId)), budget)) {
    for (const { key, value } of entries)
      spans.push(spanSummary(decodeSpanEntry(traceId, fields.hex(key, 17, 25), value)));
  }
  return spans.sort((a, b) => a.startMs - b.startMs || (a.spanId < b.spanId ? -1 : 1));
}

/** Logs of a trace by time. */
export async function logsOf(context: QueryContext, traceId: string): Promise<readonly LogEntry[]> {
  const logs: LogEntry[] = [];
  for await (const entries of context.database.scan(under(prefixes.logsOfTrace(traceId)), context.budget)) {
    for (const { key } of entries) {
      if (logs.length === logsMax) return logs;
      const log = logEntryAt(context, fields.time(key, 17), fields.pointer(key, 25));
      if (log) logs.push(log);
    }
  }
  return logs;
}

// A trace of which only logs have arrived begins and ends with them.
function timesOf(logs: readonly LogEntry[]): { readonly startMs: number; readonly durationMs: number } {
  const startMs = logs[0]?.timeMs ?? 0;
  return { startMs, durationMs: (logs.at(-1)?.timeMs ?? startMs) - startMs };
}
