/** Spans: the list, and one whole. */
import { toJsonMap } from '../facts/json-value.ts';
import { toMs } from '../facts/span-facts.ts';
import { fields, keys, table } from '../index/keys.ts';
import { decodeSpanEntry, type SpanEntry, spanSummary } from '../index/span-entry.ts';
import { decodeSpanFigures, type SpanFigures } from '../index/span-figures.ts';
import { parsePointer } from '../log/pointer.ts';
import type { SpanById, SpanQuery } from '../reader/queries.ts';
import type { Page, SpanDetail, SpanSummary } from '../reader/records.ts';
import { findSpanId, findTraceId } from './identifiers.ts';
import { sessionThrough } from './log-queries.ts';
import { operationNames } from './operation-names.ts';
import { newestFirst, pageOf, type QueryContext } from './pages.ts';
import { textFilter } from './text-filter.ts';

/** Spans, the one that began last first. */
export function querySpans(context: QueryContext, query: SpanQuery): Promise<Page<SpanSummary>> {
  const passes = figuresFilter(context, query);
  const matches = entryFilter(context, query);
  return pageOf(context, newestFirst(table.spanByTime, query), query, ({ key, value }) => {
    if (!passes(decodeSpanFigures(value))) return undefined;
    const entry = readSpan(context, fields.hex(key, 9, 25), fields.hex(key, 25, 33));
    return entry && matches(entry) ? spanSummary(entry) : undefined;
  });
}

/** One span with everything it carries. */
export function querySpan(context: QueryContext, query: SpanById): SpanDetail | undefined {
  const traceId = findTraceId(context.database, query.traceId);
  const spanId = traceId && findSpanId(context.database, traceId, query.spanId);
  const entry = traceId && spanId ? readSpan(context, traceId, spanId) : undefined;
  if (!entry) return undefined;
  const pointer = parsePointer(entry.pointer);
  const span = pointer && context.records.span(pointer);
  if (!span) return { ...spanSummary(entry), ...nothingMore };
  const { resource, scope, record } = span;
  return {
    ...spanSummary(entry),
    statusMessage: record.statusMessage,
    attributes: toJsonMap(record.attributes),
    resource: toJsonMap(resource.attributes),
    scope: scope.version === '' ? scope.name : `${scope.name}@${scope.version}`,
    events: record.events.map((event) => ({
      timeMs: toMs(event.timeUnixNano),
      name: event.name,
      attributes: toJsonMap(event.attributes),
    })),
    links: record.links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
  };
}

/** The index entry of a span. */
export function readSpan({ database }: QueryContext, traceId: string, spanId: string): SpanEntry | undefined {
  const bytes = database.get(keys.span(traceId, spanId));
  return bytes && decodeSpanEntry(traceId, spanId, bytes);
}

/** Of a span whose segment is gone. */
const nothingMore = {
  statusMessage: '',
  attributes: {},
  resource: {},
  scope: '',
  events: [],
  links: [],
} as const;

// Decides most spans without reading their entry.
function figuresFilter(context: QueryContext, query: SpanQuery): (figures: SpanFigures) => boolean {
  const { service, kind, operation, onlyErrors, durationMinMs } = query;
  const names = operationNames(context.database);
  return (figures) => {
    if (onlyErrors && !figures.failed) return false;
    if (durationMinMs !== undefined && figures.durationMs < durationMinMs) return false;
    if (service === undefined && kind === undefined && operation === undefined) return true;
    const name = names(figures.operationId);
    return (
      (service === undefined || name.service === service) &&
      (kind === undefined || name.kind === kind) &&
      (operation === undefined || name.operation === operation)
    );
  };
}

function entryFilter(context: QueryContext, query: SpanQuery): (entry: SpanEntry) => boolean {
  const { sessionId, text } = query;
  const matchesText = textFilter(text);
  return (entry) =>
    matchesText(entry.name, entry.operation, entry.model, entry.spanId) &&
    (sessionId === undefined || sessionThrough(context, entry.sessionId, entry.traceId) === sessionId);
}
