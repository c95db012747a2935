/** Telemetry as decoded from the wire: plain readonly values, ids in lower-case hex, times in Unix nanoseconds. */

/**
 * Value of an attribute or body. Integers are numbers while safe, bigint beyond; maps have a null prototype, so
 * hostile keys such as `__proto__` are ordinary keys.
 */
export type AnyValue =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | null
  | readonly AnyValue[]
  | AnyValueMap;

/** A map of values; created with a null prototype. */
export interface AnyValueMap {
  readonly [key: string]: AnyValue;
}

/** What emitted the telemetry. */
export interface Resource {
  readonly attributes: AnyValueMap;
  readonly schemaUrl: string;
}

/** The library or part of an application that emitted it. */
export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: AnyValueMap;
  readonly schemaUrl: string;
}

/** Event on a span. */
export interface SpanEventRecord {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: AnyValueMap;
}

/** Link from a span to another. */
export interface SpanLinkRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: AnyValueMap;
}

/** One finished span. */
export interface SpanRecord {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** 16 hex digits, empty for a root span. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  /** OTLP span kind: 1 internal, 2 server, 3 client, 4 producer, 5 consumer, 0 unspecified. */
  readonly kind: number;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: AnyValueMap;
  readonly droppedAttributesCount: number;
  readonly events: readonly SpanEventRecord[];
  readonly links: readonly SpanLinkRecord[];
  /** OTLP status code: 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
}

/** One log record or event. */
export interface LogRecord {
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: AnyValue;
  readonly attributes: AnyValueMap;
  readonly droppedAttributesCount: number;
  readonly flags: number;
  /** 32 hex digits, empty when the record belongs to no trace. */
  readonly traceId: string;
  /** 16 hex digits, empty when the record belongs to no span. */
  readonly spanId: string;
}

/** One point of a metric, of whatever kind. */
export interface MetricPoint {
  readonly attributes: AnyValueMap;
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  /** Gauge and sum. */
  readonly value?: number | bigint;
  /** Histogram, exponential histogram and summary. */
  readonly count?: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
  /** Exponential histogram: base-2 scale, zero bucket, and the two bucket ranges. */
  readonly scale?: number;
  readonly zeroCount?: number;
  readonly positive?: { readonly offset: number; readonly bucketCounts: readonly number[] };
  readonly negative?: { readonly offset: number; readonly bucketCounts: readonly number[] };
}

/** One metric with its points. */
export interface MetricRecord {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly type: 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';
  /** 0 unspecified, 1 delta, 2 cumulative. */
  readonly temporality: number;
  readonly monotonic: boolean;
  readonly points: readonly MetricPoint[];
}

/** The three signals. */
export type Signal = 'traces' | 'logs' | 'metrics';

/** Record type of each signal. */
export interface RecordOf {
  readonly traces: SpanRecord;
  readonly logs: LogRecord;
  readonly metrics: MetricRecord;
}

/** A decoded record with what it belongs to. Records of one request share `resource` and `scope` objects. */
export interface Decoded<S extends Signal> {
  readonly resource: Resource;
  readonly scope: Scope;
  readonly record: RecordOf[S];
}
