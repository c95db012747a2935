/** Names of the OTLP enums, which JSON senders may use instead of numbers (proto3 JSON mapping). */

/** Span.SpanKind. */
export const spanKinds: Readonly<Record<string, number>> = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
};

/** Status.StatusCode. */
export const statusCodes: Readonly<Record<string, number>> = {
  STATUS_CODE_UNSET: 0,
  STATUS_CODE_OK: 1,
  STATUS_CODE_ERROR: 2,
};

/** AggregationTemporality. */
export const temporalities: Readonly<Record<string, number>> = {
  AGGREGATION_TEMPORALITY_UNSPECIFIED: 0,
  AGGREGATION_TEMPORALITY_DELTA: 1,
  AGGREGATION_TEMPORALITY_CUMULATIVE: 2,
};

/** SEVERITY_NUMBER_TRACE, _TRACE2 … _FATAL4 are 1 … 24. */
export const severityNumbers: Readonly<Record<string, number>> = Object.fromEntries([
  ['SEVERITY_NUMBER_UNSPECIFIED', 0],
  ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name, group) =>
    ['', '2', '3', '4'].map((suffix, step) => [`SEVERITY_NUMBER_${name}${suffix}`, group * 4 + step + 1]),
  ),
]);
