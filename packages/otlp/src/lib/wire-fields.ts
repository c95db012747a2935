/**
 * Field numbers of the OTLP messages.
 *
 * Source: opentelemetry-proto v1.9, `common.proto`, `resource.proto`, `trace.proto`, `logs.proto`, `metrics.proto` and
 * the three `*_service.proto`.
 */

/** AnyValue. */
export const ValueField = { text: 1, bool: 2, int: 3, double: 4, array: 5, map: 6, bytes: 7 } as const;
/** ArrayValue and KeyValueList. */
export const ListField = { values: 1 } as const;
/** KeyValue. */
export const PairField = { key: 1, value: 2 } as const;
/** Export*ServiceRequest. */
export const RequestField = { resourceGroups: 1 } as const;
/** ResourceSpans/Logs/Metrics and ScopeSpans/Logs/Metrics. */
export const GroupField = { head: 1, items: 2, schemaUrl: 3 } as const;
/** Resource. */
export const ResourceField = { attributes: 1 } as const;
/** InstrumentationScope. */
export const ScopeField = { name: 1, version: 2, attributes: 3 } as const;
/** Span. */
export const SpanField = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  startTime: 7,
  endTime: 8,
  attributes: 9,
  droppedAttributesCount: 10,
  events: 11,
  droppedEventsCount: 12,
  links: 13,
  droppedLinksCount: 14,
  status: 15,
  flags: 16,
} as const;
/** Span.Event. */
export const EventField = { time: 1, name: 2, attributes: 3, droppedAttributesCount: 4 } as const;
/** Span.Link. */
export const LinkField = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  attributes: 4,
  droppedAttributesCount: 5,
  flags: 6,
} as const;
/** Status. */
export const StatusField = { message: 2, code: 3 } as const;
/** LogRecord. */
export const LogField = {
  time: 1,
  severityNumber: 2,
  severityText: 3,
  body: 5,
  attributes: 6,
  droppedAttributesCount: 7,
  flags: 8,
  traceId: 9,
  spanId: 10,
  observedTime: 11,
  eventName: 12,
} as const;
/** Metric. */
export const MetricField = {
  name: 1,
  description: 2,
  unit: 3,
  gauge: 5,
  sum: 7,
  histogram: 9,
  exponentialHistogram: 10,
  summary: 11,
} as const;
/** Gauge, Sum, Histogram, ExponentialHistogram and Summary. */
export const MetricDataField = { points: 1, temporality: 2, monotonic: 3 } as const;
/** NumberDataPoint. */
export const NumberField = { startTime: 2, time: 3, double: 4, int: 6, attributes: 7 } as const;
/** HistogramDataPoint. */
export const HistogramField = {
  startTime: 2,
  time: 3,
  count: 4,
  sum: 5,
  bucketCounts: 6,
  explicitBounds: 7,
  attributes: 9,
  min: 11,
  max: 12,
} as const;
/** ExponentialHistogramDataPoint. */
export const ExponentialField = {
  attributes: 1,
  startTime: 2,
  time: 3,
  count: 4,
  sum: 5,
  scale: 6,
  zeroCount: 7,
  positive: 8,
  negative: 9,
  min: 12,
  max: 13,
} as const;
/** ExponentialHistogramDataPoint.Buckets. */
export const BucketsField = { offset: 1, counts: 2 } as const;
/** SummaryDataPoint. */
export const SummaryField = { startTime: 2, time: 3, count: 4, sum: 5, attributes: 7 } as const;
/** Export*ServiceResponse and its partial success. */
export const ResponseField = { partialSuccess: 1, rejected: 1, message: 2 } as const;
