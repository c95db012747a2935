/** Lists as pages: scanning in key order until a page is full. */
import { toNano } from '../facts/span-facts.ts';
import { type Entry, type IndexDatabase, type Range, under } from '../index/index-database.ts';
import { prefixes } from '../index/keys.ts';
import type { RecordSource } from '../log/record-source.ts';
import type { Paging, Period } from '../reader/queries.ts';
import type { Page } from '../reader/records.ts';
import type { QueryBudget } from './query-budget.ts';
import { invalidQuery } from './validate-query.ts';

/** What every query works with. */
export interface QueryContext {
  readonly database: IndexDatabase;
  readonly records: RecordSource;
  readonly budget: QueryBudget;
}

const pageLength = 50;

/** Keys of a table that lie in a period, newest first. */
export function newestFirst(prefix: number, period: Period): Range {
  const { from, to } = inPeriod(prefix, period);
  return { from, to, reverse: true };
}

/** Keys of a table that lie in a period, both ends included. */
export function inPeriod(prefix: number, { fromMs, toMs }: Period): Range {
  const all = under(prefixes.all(prefix));
  return {
    from: fromMs === undefined ? all.from : prefixes.fromTime(prefix, toNano(fromMs)),
    to: toMs === undefined ? all.to : prefixes.fromTime(prefix, toNano(toMs) + 1n),
  };
}

/**
 * One page of a table.
 *
 * The cursor is the key of the last entry that was looked at. Keys do not change, so it stays valid while data
 * arrives: a next page begins where this one ended, and newer entries are on a first page asked for anew.
 * @param select - Gives the item of an entry, or undefined to leave it out.
 */
export async function pageOf<T>(
  { database, budget }: QueryContext,
  range: Range,
  { limit = pageLength, cursor }: Paging,
  select: (entry: Entry) => T | undefined,
): Promise<Page<T>> {
  const items: T[] = [];
  let lastKey = range.to;
  for await (const entries of database.scan(continueFrom(range, cursor), budget)) {
    for (const entry of entries) {
      const item = select(entry);
      if (item === undefined) continue;
      if (items.length === limit) return { items, cursor: lastKey.toString('hex') };
      items.push(item);
      lastKey = entry.key;
    }
  }
  return { items };
}

function continueFrom(range: Range, cursor: string | undefined): Range {
  if (cursor === undefined) return range;
  const key = Buffer.from(cursor, 'hex');
  if (key[0] !== range.from[0] || cursor.length % 2 !== 0)
    throw invalidQuery('cursor', cursor, 'the cursor of an earlier page of the same list');
  return { ...range, to: Buffer.compare(key, range.to) < 0 ? key : range.to };
}
