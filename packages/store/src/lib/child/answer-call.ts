/** Answers one call in the child. */
import type { FramePosition } from '@sonde/otlp/segments';
import { readCheckpoints, readCursor } from '../index/index-state.ts';
import { queryErrorGroups, queryErrors } from '../query/error-queries.ts';
import { queryEvents } from '../query/event-queries.ts';
import { pullEvents } from '../query/follow-query.ts';
import { queryLatencyFindings } from '../query/latency-queries.ts';
import { queryLogs } from '../query/log-queries.ts';
import { queryOverview } from '../query/overview-query.ts';
import type { QueryContext } from '../query/pages.ts';
import { querySeries } from '../query/series-query.ts';
import { querySessions } from '../query/session-queries.ts';
import { querySpan, querySpans } from '../query/span-queries.ts';
import { queryStatus } from '../query/status-query.ts';
import { queryTrace, queryTraces } from '../query/trace-queries.ts';
import { validateQuery } from '../query/validate-query.ts';
import type {
  CommonFilter,
  ErrorGroupQuery,
  ErrorQuery,
  FollowQuery,
  LatencyQuery,
  LogQuery,
  OverviewQuery,
  SeriesQuery,
  SpanById,
  SpanQuery,
  TraceById,
  TraceQuery,
} from '../reader/queries.ts';
import type { ChildMethod, ChildOptions } from './messages.ts';

/** What calls need to know of the child. */
export interface CallEnvironment extends ChildOptions {
  /** Up to where the log is indexed. */
  readonly end: () => FramePosition;
  /** Resolves when the index has grown, at the latest after this time. */
  readonly grown: (timeoutMs: number) => Promise<void>;
}

type Answer = (context: QueryContext, query: never, environment: CallEnvironment) => unknown;

const answers: Readonly<Record<ChildMethod, Answer>> = {
  traces: (context, query: TraceQuery) => queryTraces(context, query),
  trace: (context, query: TraceById) => queryTrace(context, query),
  spans: (context, query: SpanQuery) => querySpans(context, query),
  span: (context, query: SpanById) => querySpan(context, query),
  logs: (context, query: LogQuery) => queryLogs(context, query),
  events: (context, query: TraceById) => queryEvents(context, query),
  errorGroups: (context, query: ErrorGroupQuery) => queryErrorGroups(context, query),
  errors: (context, query: ErrorQuery) => queryErrors(context, query),
  latencyFindings: (context, query: LatencyQuery) => queryLatencyFindings(context, query),
  sessions: (context, query: CommonFilter) => querySessions(context, query),
  overview: (context, query: OverviewQuery) => queryOverview(context, query),
  series: (context, query: SeriesQuery) => querySeries(context, query),
  status: ({ database }, _query: unknown, { end, ...environment }) =>
    queryStatus(database, { ...environment, indexRestarts: environment.restarts, end: end() }),
  followNext,
  checkpoints: ({ database }) => ({
    checkpoints: readCheckpoints(database),
    cursor: readCursor(database),
  }),
};

/**
 * Answers a call.
 *
 * @throws SondeError STORE_INVALID_QUERY, STORE_DEADLINE_EXCEEDED
 */
export async function answerCall(
  context: QueryContext,
  method: ChildMethod,
  query: unknown,
  environment: CallEnvironment,
): Promise<unknown> {
  if (method !== 'checkpoints') validateQuery(method === 'followNext' ? 'follow' : method, query);
  return await answers[method](context, query as never, environment);
}

// A pull that finds nothing waits for something to come, as long as its caller allows.
async function followNext(context: QueryContext, query: FollowQuery, environment: CallEnvironment) {
  const pull = () => pullEvents(context, environment.logDirectory, query, environment.end());
  const batch = pull();
  const waitMs = context.budget.leftMs - 200;
  if (batch.events.length > 0 || query.cursor === undefined || !batch.caughtUp || waitMs <= 0) return batch;
  await environment.grown(waitMs);
  context.budget.check();
  return pull();
}
