/** Which figures are since the start and which since the last collection, by the preference of OpenTelemetry. */
import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';

/** Values of OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE. */
export type MetricTemporality = 'cumulative' | 'delta' | 'lowmemory';

/** The temporality of an instrument (OpenTelemetry specification, metrics, OTLP exporter). */
export function aggregationTemporality(
  preference: MetricTemporality,
  instrument: InstrumentType,
): AggregationTemporality {
  const grows =
    instrument === InstrumentType.COUNTER ||
    instrument === InstrumentType.HISTOGRAM ||
    (instrument === InstrumentType.OBSERVABLE_COUNTER && preference === 'delta');
  return preference !== 'cumulative' && grows
    ? AggregationTemporality.DELTA
    : AggregationTemporality.CUMULATIVE;
}
