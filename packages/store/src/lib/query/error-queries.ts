/** Exceptions: groups, and single ones with their context. */
import { type ErrorFacts, errorOccurrence } from '../facts/error-facts.ts';
import { toMs, toNano } from '../facts/span-facts.ts';
import { decodeError } from '../index/error-index.ts';
import { type Range, under } from '../index/index-database.ts';
import { afterPrefix, type ErrorPlace, fields, keys, prefixes, table } from '../index/keys.ts';
import { pointerId } from '../log/pointer.ts';
import type { ErrorGroupQuery, ErrorQuery, Period } from '../reader/queries.ts';
import type { ErrorGroup, ErrorOccurrence, Page } from '../reader/records.ts';
import { sourcesOf } from './exception-source.ts';
import { findTraceId } from './identifiers.ts';
import { sessionThrough } from './log-queries.ts';
import { newestFirst, pageOf, type QueryContext } from './pages.ts';
import { textFilter } from './text-filter.ts';

const pageLength = 50;

/** Groups of the exceptions that match, the one seen last first. Counts cover what matches. */
export async function queryErrorGroups(
  context: QueryContext,
  query: ErrorGroupQuery,
): Promise<Page<ErrorGroup>> {
  const { database, budget } = context;
  const matches = errorFilter(context, query);
  const groups = new Map<string, { group: ErrorGroup; key: string }>();
  for await (const entries of database.scan(newestFirst(table.errorByTime, query), budget)) {
    for (const { key, value } of entries) {
      const facts = decodeError(fields.errorPlace(key), value);
      if (matches(facts)) addToGroup(groups, facts, key.toString('hex'));
    }
  }
  // Newest first is the order in which the scan met the groups.
  const { cursor, limit = pageLength } = query;
  const rest = [...groups.values()].filter(({ key }) => cursor === undefined || key < cursor);
  const items = rest.slice(0, limit).map(({ group }) => group);
  const last = rest[limit - 1];
  return rest.length > limit && last ? { items, cursor: last.key } : { items };
}

/** Exceptions, newest first. */
export async function queryErrors(context: QueryContext, query: ErrorQuery): Promise<Page<ErrorOccurrence>> {
  if (query.traceId !== undefined) return errorsOfTrace(context, query, query.traceId);
  const matches = errorFilter(context, query);
  const { fingerprint } = query;
  const range =
    fingerprint === undefined ? newestFirst(table.errorByTime, query) : groupRange(fingerprint, query);
  return pageOf(context, range, query, ({ key }) => {
    const place = fields.errorPlace(key);
    const facts = readError(context, place);
    return facts && matches(facts) ? errorAt(context, place, facts) : undefined;
  });
}

/** The indexed part of an exception. */
export function readError({ database }: QueryContext, place: ErrorPlace): ErrorFacts | undefined {
  const bytes = database.get(keys.errorByTime(place));
  return bytes && decodeError(place, bytes);
}

/** The whole exception at a place. */
export function errorAt(context: QueryContext, place: ErrorPlace, facts: ErrorFacts): ErrorOccurrence {
  const { records } = context;
  const { pointer, ordinal } = place;
  const id = `${pointerId(pointer)}${ordinal.toString(16).padStart(4, '0')}`;
  const reporter = ordinal === 0 ? records.log(pointer) : records.span(pointer);
  const attributes =
    reporter && 'events' in reporter.record
      ? reporter.record.events[ordinal - 1]?.attributes
      : reporter?.record.attributes;
  const sources = sourcesOf(context, facts, attributes ?? {});
  return errorOccurrence(id, facts, { ...attributes, ...sources }, reporter?.resource.attributes ?? {});
}

async function errorsOfTrace(
  context: QueryContext,
  query: ErrorQuery,
  prefix: string,
): Promise<Page<ErrorOccurrence>> {
  const { database, budget } = context;
  const traceId = findTraceId(database, prefix);
  if (!traceId) return { items: [] };
  const matches = errorFilter(context, query);
  const found: { readonly place: ErrorPlace; readonly facts: ErrorFacts; readonly key: string }[] = [];
  for await (const entries of database.scan(under(prefixes.errorsOfTrace(traceId)), budget)) {
    for (const entry of entries) {
      const place = fields.errorPlace(entry.key);
      const facts = readError(context, place);
      const key = keys.errorByTime(place).toString('hex');
      const isNext = query.cursor === undefined || key < query.cursor;
      if (facts && isNext && matches(facts)) found.push({ place, facts, key });
    }
  }
  found.sort((a, b) => (a.key < b.key ? 1 : -1));
  const limit = query.limit ?? pageLength;
  const items = found.slice(0, limit).map(({ place, facts }) => errorAt(context, place, facts));
  const last = found[limit - 1];
  return found.length > limit && last ? { items, cursor: last.key } : { items };
}

function errorFilter(
  context: QueryContext,
  query: ErrorGroupQuery & ErrorQuery,
): (facts: ErrorFacts) => boolean {
  const { service, sessionId, operation, fingerprint, text, fromMs, toMs: untilMs } = query;
  const matchesText = textFilter(text);
  return (facts) =>
    (service === undefined || facts.service === service) &&
    (operation === undefined || facts.operation === operation) &&
    (fingerprint === undefined || facts.fingerprint === fingerprint) &&
    (fromMs === undefined || facts.timeUnixNano >= toNano(fromMs)) &&
    (untilMs === undefined || facts.timeUnixNano <= toNano(untilMs)) &&
    matchesText(facts.type, facts.message, facts.operation, facts.fingerprint) &&
    (sessionId === undefined || sessionThrough(context, facts.sessionId, facts.traceId) === sessionId);
}

function groupRange(fingerprint: string, { fromMs, toMs: untilMs }: Period): Range {
  const prefix = prefixes.errorsOfGroup(fingerprint);
  const at = (timeUnixNano: bigint) =>
    keys.errorByGroup(fingerprint, {
      timeUnixNano,
      pointer: { segment: 0, offset: 0, index: 0 },
      ordinal: 0,
    });
  return {
    from: fromMs === undefined ? prefix : at(toNano(fromMs)),
    to: untilMs === undefined ? afterPrefix(prefix) : at(toNano(untilMs) + 1n),
    reverse: true,
  };
}

function addToGroup(
  groups: Map<string, { group: ErrorGroup; key: string }>,
  facts: ErrorFacts,
  key: string,
): void {
  const timeMs = toMs(facts.timeUnixNano);
  const known = groups.get(facts.fingerprint);
  if (known) {
    known.group = { ...known.group, count: known.group.count + 1, firstMs: timeMs };
    return;
  }
  const { fingerprint, type, message, operation, kind, service, traceId } = facts;
  const newest = { fingerprint, type, message, operation, kind, service, lastTraceId: traceId };
  groups.set(fingerprint, { group: { ...newest, count: 1, firstMs: timeMs, lastMs: timeMs }, key });
}
