/** Ids by prefix. */
import { type IndexDatabase, under } from '../index/index-database.ts';
import { fields, keys, prefixes, table } from '../index/keys.ts';
import { invalidQuery } from './validate-query.ts';

/**
 * The whole trace id behind a prefix.
 *
 * @returns undefined when no trace has it.
 * @throws SondeError STORE_INVALID_QUERY when several have it.
 */
export function findTraceId(database: IndexDatabase, prefix: string): string | undefined {
  const id = prefix.toLowerCase();
  if (id.length === 32) return database.has(keys.traceHead(id)) ? id : undefined;
  return only('traceId', id, matching(database, prefixes.all(table.traceHead), id, 16));
}

/** The whole span id behind a prefix, likewise within one trace. */
export function findSpanId(database: IndexDatabase, traceId: string, prefix: string): string | undefined {
  const id = prefix.toLowerCase();
  if (id.length === 16) return database.has(keys.span(traceId, id)) ? id : undefined;
  return only('spanId', id, matching(database, prefixes.spansOfTrace(traceId), id, 8));
}

function matching(database: IndexDatabase, base: Buffer, id: string, length: number): readonly string[] {
  const from = Buffer.concat([base, Buffer.from(id.padEnd(length * 2, '0'), 'hex')]);
  const last = Buffer.concat([base, Buffer.from(id.padEnd(length * 2, 'f'), 'hex')]);
  const { to } = under(last);
  return database
    .entries({ from, to }, 2)
    .map(({ key }) => fields.hex(key, base.length, base.length + length));
}

function only(name: string, prefix: string, ids: readonly string[]): string | undefined {
  if (ids.length > 1) throw invalidQuery(name, prefix, `longer: ${ids.join(' and ')} begin with it`);
  return ids[0];
}
