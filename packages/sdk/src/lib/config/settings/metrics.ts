/** Settings of metrics, events and cost. */
import type { SettingDefinition } from './definition.ts';

export const metricsSettings = {
  metrics: {
    type: 'boolean',
    default: true,
    env: ['SONDE_METRICS'],
    doc: "Counts every observed operation, sampled or not, and Sonde's own records. Instruments of the application are collected in any case.",
  },
  metricIntervalMs: {
    type: 'number',
    default: 60_000,
    min: 100,
    max: 86_400_000,
    unit: 'ms',
    integer: true,
    env: ['SONDE_METRIC_INTERVAL_MS', 'OTEL_METRIC_EXPORT_INTERVAL'],
    doc: 'Time between two collections of metrics. `process.exit` loses what instruments of the application recorded after the last one, unless `flush()` was awaited; the metrics of Sonde are collected there too.',
  },
  metricTemporality: {
    type: 'choice',
    default: 'cumulative',
    choices: ['cumulative', 'delta', 'lowmemory'],
    env: ['SONDE_METRIC_TEMPORALITY', 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    doc: 'Counters and histograms since the start of the process, as Prometheus reads them, or since the last collection (delta, lowmemory).',
  },
  metricSeriesMax: {
    type: 'number',
    default: 2_000,
    min: 10,
    max: 1_000_000,
    unit: 'series',
    integer: true,
    env: ['SONDE_METRIC_SERIES_MAX'],
    doc: 'Series of one metric; what is beyond them is counted in one series with otel.metric.overflow=true.',
  },
  genAiMetrics: {
    type: 'choice',
    default: 'v1.41',
    choices: ['v1.41', 'latest'],
    env: ['SONDE_GEN_AI_METRICS'],
    doc: 'Names of the GenAI metrics: those of semantic conventions v1.41, or of the main branch of the GenAI conventions.',
  },
  prices: {
    type: 'string',
    default: '',
    env: ['SONDE_PRICES'],
    doc: 'File (YAML or JSON) with prices of models that are put over the bundled ones.',
  },
  events: {
    type: 'list',
    default: [],
    choices: ['chat', 'graph', 'vector', 'llm'],
    env: ['SONDE_EVENTS'],
    doc: 'Groups of events that are derived from ended operations and sent: chat.*, graph.*, vector.*, llm.*.',
  },
} as const satisfies Record<string, SettingDefinition>;
