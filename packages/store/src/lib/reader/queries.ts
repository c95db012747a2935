/** What can be asked of a reader. All filters are optional and are combined with AND. */

/** A period; both ends in milliseconds since the Unix epoch. */
export interface Period {
  /** (start of what is stored) */
  readonly fromMs?: number;
  /** (now) */
  readonly toMs?: number;
}

/** Part of a list. */
export interface Paging {
  /** Items a page (50, at most 1,000). */
  readonly limit?: number;
  /** `cursor` of the page before. */
  readonly cursor?: string;
}

/** Filters that every list knows. */
export interface CommonFilter extends Period, Paging {
  readonly service?: string;
  readonly sessionId?: string;
}

/** Newest first. */
export interface TraceQuery extends CommonFilter {
  /** Substring of name, operation, model, preview or trace id, case ignored. */
  readonly text?: string;
  readonly onlyErrors?: boolean;
  readonly durationMinMs?: number;
  readonly model?: string;
}

/** Newest first. */
export interface SpanQuery extends CommonFilter {
  readonly text?: string;
  readonly kind?: string;
  readonly operation?: string;
  readonly onlyErrors?: boolean;
  readonly durationMinMs?: number;
}

/** Newest first. */
export interface LogQuery extends CommonFilter {
  readonly text?: string;
  readonly severityMin?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly eventName?: string;
  readonly traceId?: string;
}

/** Most recent group first. */
export interface ErrorGroupQuery extends CommonFilter {
  readonly text?: string;
  readonly operation?: string;
}

/** Newest first. */
export interface ErrorQuery extends CommonFilter {
  readonly fingerprint?: string;
  readonly traceId?: string;
}

/** Newest first. */
export interface LatencyQuery extends CommonFilter {
  readonly operation?: string;
}

/** A whole trace by id. */
export interface TraceById {
  /** Whole id, or a prefix of at least 6 hex digits that only one trace has. */
  readonly traceId: string;
  /** Most spans returned, earliest first (100,000). */
  readonly spansMax?: number;
}

/** One span by ids. */
export interface SpanById {
  readonly traceId: string;
  readonly spanId: string;
}

/** Figures of one operation, or of all, in steps. */
export interface SeriesQuery extends Period {
  readonly service?: string;
  readonly operation?: string;
  readonly kind?: string;
  /** Length of a step in ms (period / 60, at least 1,000). */
  readonly stepMs?: number;
}

/** Figures over a period. */
export interface OverviewQuery extends Period {
  readonly service?: string;
}

/** Where to follow from. */
export interface FollowQuery {
  /** `cursor` of the last event seen; absent: from now on. */
  readonly cursor?: string;
  readonly service?: string;
}
