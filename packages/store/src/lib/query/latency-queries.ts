/** Latency findings. */
import { latencyFinding } from '../facts/latency-facts.ts';
import { fields, table } from '../index/keys.ts';
import type { LatencyEntry } from '../index/log-index.ts';
import { pointerId } from '../log/pointer.ts';
import type { LatencyQuery } from '../reader/queries.ts';
import type { LatencyFinding, Page } from '../reader/records.ts';
import { sessionThrough } from './log-queries.ts';
import { newestFirst, pageOf, type QueryContext } from './pages.ts';

/** Latency findings, newest first. */
export function queryLatencyFindings(
  context: QueryContext,
  query: LatencyQuery,
): Promise<Page<LatencyFinding>> {
  const { service, operation, sessionId } = query;
  return pageOf(context, newestFirst(table.latencyByTime, query), query, ({ key, value }) => {
    const entry = JSON.parse(value.toString()) as LatencyEntry;
    if (service !== undefined && entry.service !== service) return undefined;
    if (operation !== undefined && entry.operation !== operation) return undefined;
    const session = () => sessionThrough(context, entry.sessionId, entry.traceId);
    if (sessionId !== undefined && session() !== sessionId) return undefined;
    const pointer = fields.pointer(key, 9);
    const log = context.records.log(pointer);
    return log && latencyFinding(pointerId(pointer), log);
  });
}
