/** Settings of metrics. */
import type { SettingDefinition } from './definition.ts';

export const metricsSettings = {
  metricIntervalMs: {
    type: 'number',
    default: 60_000,
    min: 100,
    max: 86_400_000,
    unit: 'ms',
    integer: true,
    env: ['SONDE_METRIC_INTERVAL_MS', 'OTEL_METRIC_EXPORT_INTERVAL'],
    doc: 'Time between two collections of metrics. `process.exit` loses what came after the last one, unless `flush()` was awaited.',
  },
} as const satisfies Record<string, SettingDefinition>;
