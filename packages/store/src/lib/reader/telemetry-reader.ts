/** The interface itself. */
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
} from './queries.ts';
import type {
  ErrorGroup,
  ErrorOccurrence,
  LatencyFinding,
  LogEntry,
  Overview,
  Page,
  SeriesPoint,
  SessionSummary,
  SpanDetail,
  SpanSummary,
  StoreStatus,
  Trace,
  TraceEvents,
  TraceSummary,
} from './records.ts';

/** Limits of one call. */
export interface ReadOptions {
  /** Gives up with `STORE_DEADLINE_EXCEEDED` (10,000 ms). */
  readonly deadlineMs?: number;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
}

/** Something new in the store. `cursor` resumes after it. */
export type FollowEvent =
  | { readonly cursor: string; readonly type: 'trace'; readonly trace: TraceSummary }
  | { readonly cursor: string; readonly type: 'span'; readonly span: SpanSummary }
  | { readonly cursor: string; readonly type: 'log'; readonly log: LogEntry }
  | { readonly cursor: string; readonly type: 'error'; readonly error: ErrorOccurrence }
  | { readonly cursor: string; readonly type: 'latency'; readonly finding: LatencyFinding }
  /** The follower was too far behind: what lies before the cursor was skipped, read it with the lists. */
  | { readonly cursor: string; readonly type: 'gap'; readonly skippedBytes: number };

/**
 * Reads what is stored. Unknown ids are `undefined` or an empty page, wrong parameters are rejected with
 * `STORE_INVALID_QUERY`, a restarting store with `STORE_UNAVAILABLE`.
 */
export interface TelemetryReader {
  traces(query?: TraceQuery, options?: ReadOptions): Promise<Page<TraceSummary>>;
  trace(query: TraceById, options?: ReadOptions): Promise<Trace | undefined>;
  spans(query?: SpanQuery, options?: ReadOptions): Promise<Page<SpanSummary>>;
  span(query: SpanById, options?: ReadOptions): Promise<SpanDetail | undefined>;
  logs(query?: LogQuery, options?: ReadOptions): Promise<Page<LogEntry>>;
  /** Typed events of a trace: sent ones, and those that follow from its spans; none twice. */
  events(query: TraceById, options?: ReadOptions): Promise<TraceEvents | undefined>;
  errorGroups(query?: ErrorGroupQuery, options?: ReadOptions): Promise<Page<ErrorGroup>>;
  errors(query?: ErrorQuery, options?: ReadOptions): Promise<Page<ErrorOccurrence>>;
  latencyFindings(query?: LatencyQuery, options?: ReadOptions): Promise<Page<LatencyFinding>>;
  sessions(query?: CommonFilter, options?: ReadOptions): Promise<Page<SessionSummary>>;
  overview(query?: OverviewQuery, options?: ReadOptions): Promise<Overview>;
  series(query?: SeriesQuery, options?: ReadOptions): Promise<readonly SeriesPoint[]>;
  status(query?: Record<string, never>, options?: ReadOptions): Promise<StoreStatus>;
  /** Yields what arrives until the signal aborts. */
  follow(query: FollowQuery, options: { readonly signal: AbortSignal }): AsyncIterable<FollowEvent>;
}
