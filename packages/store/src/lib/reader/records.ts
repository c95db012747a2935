/** What a reader returns. Times are milliseconds since the Unix epoch with fractions; durations are milliseconds. */

/** A JSON value: attributes and bodies as they are shown. Integers beyond 2^53 are decimal strings, bytes base64. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Attributes by name. */
export type JsonMap = { readonly [key: string]: Json };

/** Outcome of a span. */
export type Status = 'unset' | 'ok' | 'error';

/** What a list of traces shows of each. */
export interface TraceSummary {
  readonly traceId: string;
  /** Name of the root span, or of the earliest one while the root is missing. */
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly sessionId: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly logCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Model calls whose price nobody knows: with one, `costUsd` is what the others cost. */
  readonly unpricedCalls: number;
  readonly models: readonly string[];
  /** First line of the root's input, shortened. */
  readonly preview: string;
  /** The root span has arrived. */
  readonly complete: boolean;
}

/** What the waterfall needs of each span; attributes come with {@link SpanDetail}. */
export interface SpanSummary {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** `sonde.operation.kind`, or one derived from the GenAI attributes, or `span`. */
  readonly kind: string;
  readonly layer: string;
  readonly operation: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: Status;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
  /** What ended the process while the span was open, such as `process_died`; else empty. */
  readonly endedBy: string;
}

/** An event on a span. */
export interface SpanEvent {
  readonly timeMs: number;
  readonly name: string;
  readonly attributes: JsonMap;
}

/** One span with everything it carries. */
export interface SpanDetail extends SpanSummary {
  readonly statusMessage: string;
  readonly attributes: JsonMap;
  readonly resource: JsonMap;
  readonly scope: string;
  readonly events: readonly SpanEvent[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** One log record. */
export interface LogEntry {
  /** Position in the store: unique and ascending by arrival. */
  readonly id: string;
  readonly timeMs: number;
  readonly severity: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly eventName: string;
  readonly message: string;
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: JsonMap;
}

/** A typed event of a trace. */
export interface TypedEvent extends LogEntry {
  /** Nobody sent it: it follows from the span. */
  readonly derived: boolean;
}

/** Typed events of a trace by time. */
export interface TraceEvents {
  readonly items: readonly TypedEvent[];
  /** Operations beyond the limit, whose events were not derived. */
  readonly omittedSpans: number;
}

/** A whole trace: spans by start time, then the logs that belong to them by time. */
export interface Trace {
  readonly summary: TraceSummary;
  readonly spans: readonly SpanSummary[];
  readonly logs: readonly LogEntry[];
  /** Spans beyond the limit of the query. */
  readonly omittedSpans: number;
}

/** Exceptions of one fingerprint. */
export interface ErrorGroup {
  readonly fingerprint: string;
  readonly type: string;
  /** Message of the newest one. */
  readonly message: string;
  readonly operation: string;
  readonly kind: string;
  readonly service: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly lastTraceId: string;
}

/** One exception with its whole context. */
export interface ErrorOccurrence {
  readonly id: string;
  readonly fingerprint: string;
  readonly timeMs: number;
  readonly eventName: string;
  readonly type: string;
  readonly message: string;
  /** In terms of the sources, where they are known. */
  readonly stacktrace: string;
  /** As it was thrown; empty where `stacktrace` is that. */
  readonly thrownStacktrace: string;
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly sessionId: string;
  readonly operation: string;
  readonly kind: string;
  readonly elapsedMs: number;
  readonly input: Json;
  readonly ancestors: readonly Json[];
  readonly completed: readonly Json[];
  readonly causes: readonly Json[];
  /** Of the event, and `code.*` of the sources that were found later. */
  readonly attributes: JsonMap;
  /** Of what threw it: release, revision, host. */
  readonly resource: JsonMap;
}

/** One finding that the latency of an operation left its baseline. */
export interface LatencyFinding {
  readonly id: string;
  readonly timeMs: number;
  readonly service: string;
  readonly operation: string;
  readonly kind: string;
  /** duration, first_chunk or per_output_token. */
  readonly measure: string;
  /** `release`: the latency of this release is compared with the one before it. */
  readonly detector: string;
  /** Release of the service, and the one it is compared with (empty: with itself). */
  readonly release: string;
  readonly releaseBefore: string;
  readonly baselineMs: number;
  readonly currentMs: number;
  readonly meanMs: number;
  readonly stddevMs: number;
  readonly deviationRatio: number;
  readonly calls: number;
  readonly windowMs: readonly number[];
  readonly exemplars: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly durationMs: number;
  }[];
  readonly traceId: string;
}

/** One session: the traces of one run. */
export interface SessionSummary {
  readonly sessionId: string;
  readonly service: string;
  readonly startMs: number;
  readonly lastMs: number;
  readonly traceCount: number;
  readonly errorCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
}

/** Figures of one operation over a period. */
export interface OperationFigures {
  readonly service: string;
  readonly operation: string;
  readonly kind: string;
  readonly model: string;
  readonly count: number;
  readonly errorCount: number;
  readonly totalMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
  /** Trace of the slowest call. */
  readonly slowestTraceId: string;
}

/** Figures over a period, by operation, most total time first. */
export interface Overview {
  readonly fromMs: number;
  readonly toMs: number;
  readonly traceCount: number;
  readonly spanCount: number;
  readonly logCount: number;
  readonly errorCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
  readonly services: readonly string[];
  readonly operations: readonly OperationFigures[];
  readonly slowestTraces: readonly TraceSummary[];
}

/** One step of a time series. */
export interface SeriesPoint {
  readonly timeMs: number;
  readonly count: number;
  readonly errorCount: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
}

/** Ledger of one emitting process beside what the store holds of it. */
export interface SpoolLedger {
  readonly service: string;
  /** Spool folder name: pid and start time. */
  readonly spool: string;
  readonly emitted: Readonly<Record<string, number>>;
  /** By signal, then reason. */
  readonly dropped: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly stored: Readonly<Record<string, number>>;
  /** Records of dead processes' spools that this one took over. */
  readonly inherited: Readonly<Record<string, number>>;
  /** Spans that sampling left out on purpose: no loss. */
  readonly sampledOut: number;
  /** What else was passed over on purpose or because of a bound, by name. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** Events of failures that the spool did not take: `written` to a file to be emitted anew, and `lost`. */
  readonly fallback: Readonly<Record<string, number>>;
}

/** State of the store itself. */
export interface StoreStatus {
  readonly logBytes: number;
  readonly indexBytes: number;
  readonly spanCount: number;
  readonly logCount: number;
  readonly metricCount: number;
  /** Spans and logs that arrived again and were dropped. */
  readonly duplicateCount: number;
  /** Bytes of the log written but not yet indexed. */
  readonly indexLagBytes: number;
  readonly damagedBytes: number;
  readonly indexRestarts: number;
  readonly ledgers: readonly SpoolLedger[];
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent on the last one. */
  readonly cursor?: string;
}
