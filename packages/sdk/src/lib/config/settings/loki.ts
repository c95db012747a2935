/** Settings of the direct way of logs into Loki, for those without a collector. */
import type { SettingDefinition } from './definition.ts';

export const lokiSettings = {
  lokiEnabled: {
    type: 'boolean',
    default: false,
    env: ['SONDE_LOKI_ENABLED', 'BUGCATCHER_LOKI_ENABLED'],
    fileAliases: ['bugcatcher.loki.enabled'],
    doc: 'Sends logs, exceptions and latency findings straight to Loki, beside OpenTelemetry. For those without a collector.',
  },
  lokiUrl: {
    type: 'url',
    default: 'http://localhost:3100',
    env: ['SONDE_LOKI_URL', 'BUGCATCHER_LOKI_URL'],
    fileAliases: ['bugcatcher.loki.url'],
    secret: true,
    doc: 'Base URL of Loki. User and password in it are used for basic authentication.',
  },
  lokiBatchSize: {
    type: 'number',
    default: 10,
    min: 1,
    max: 100_000,
    unit: 'lines',
    integer: true,
    env: ['SONDE_LOKI_BATCH_SIZE', 'BUGCATCHER_LOKI_BATCH_SIZE'],
    fileAliases: ['bugcatcher.loki.batch_size'],
    doc: 'Lines that one request to Loki carries; more when many have piled up.',
  },
} as const satisfies Record<string, SettingDefinition>;
