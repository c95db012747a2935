/** Sessions. */
import { table } from '../index/keys.ts';
import { type SessionHead, sessionSummary } from '../index/session-head.ts';
import type { CommonFilter } from '../reader/queries.ts';
import type { Page, SessionSummary } from '../reader/records.ts';
import { newestFirst, pageOf, type QueryContext } from './pages.ts';

const sessionKeyAt = 9;

/** Sessions, the one active last first; a period selects by that last activity. */
export function querySessions(context: QueryContext, query: CommonFilter): Promise<Page<SessionSummary>> {
  const { service, sessionId } = query;
  return pageOf(context, newestFirst(table.sessionByTime, query), query, ({ key }) => {
    const headKey = Buffer.concat([Buffer.of(table.sessionHead), key.subarray(sessionKeyAt)]);
    const head = context.database.getJson<SessionHead>(headKey);
    if (!head || (service !== undefined && head.service !== service)) return undefined;
    return sessionId === undefined || head.sessionId === sessionId ? sessionSummary(head) : undefined;
  });
}
