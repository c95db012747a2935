/** Settings of the way out: where telemetry is kept and where it is sent. */
import type { SettingDefinition } from './definition.ts';

const MEBIBYTE = 1024 * 1024;

export const deliverySettings = {
  home: {
    type: 'string',
    default: '',
    env: ['SONDE_HOME'],
    doc: 'Directory for everything Sonde keeps; by default the place of the platform for state.',
  },
  endpoint: {
    type: 'url',
    default: '',
    env: ['SONDE_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    doc: 'Base URL of an OTLP/HTTP receiver. Without one, the studio takes the telemetry from the spool.',
  },
  tracesEndpoint: {
    type: 'url',
    default: '',
    env: ['SONDE_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
    doc: 'Full URL for traces. All three signals go to one receiver: it has to end in /v1/traces, behind the same base URL as the others.',
  },
  logsEndpoint: {
    type: 'url',
    default: '',
    env: ['SONDE_LOGS_ENDPOINT', 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT'],
    doc: 'Full URL for logs, ending in /v1/logs; see tracesEndpoint.',
  },
  metricsEndpoint: {
    type: 'url',
    default: '',
    env: ['SONDE_METRICS_ENDPOINT', 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'],
    doc: 'Full URL for metrics, ending in /v1/metrics; see tracesEndpoint.',
  },
  protocol: {
    type: 'choice',
    default: 'http/protobuf',
    choices: ['http/protobuf', 'http/json', 'grpc'],
    env: ['SONDE_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    doc: 'http/protobuf is what is used; asking for another is answered by a warning, once.',
  },
  headers: {
    type: 'map',
    default: {},
    env: ['SONDE_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'],
    secret: true,
    doc: 'Headers of every request to the endpoint.',
  },
  compression: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'gzip', 'none'],
    env: ['SONDE_COMPRESSION', 'OTEL_EXPORTER_OTLP_COMPRESSION'],
    doc: 'Of request bodies above 1 KiB. auto is gzip, but none towards this very machine, where bytes cost nothing and compressing does.',
  },
  timeoutMs: {
    type: 'number',
    default: 10_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    integer: true,
    env: ['SONDE_TIMEOUT_MS', 'OTEL_EXPORTER_OTLP_TIMEOUT'],
    doc: 'How long one request to the endpoint may take.',
  },
  drainMs: {
    type: 'number',
    default: 2_000,
    min: 0,
    max: 60_000,
    unit: 'ms',
    integer: true,
    env: ['SONDE_DRAIN_MS'],
    doc: 'How long an ending process may go on sending. What is left stays in the spool.',
  },
  durability: {
    type: 'choice',
    default: 'disk',
    choices: ['disk', 'memory'],
    env: ['SONDE_DURABILITY'],
    doc: 'disk keeps telemetry in a spool until it is delivered; memory writes no file and sends from bounded queues, spans by @opentelemetry/exporter-trace-otlp-http where that is installed. Where no spool can be written, it is memory as well.',
  },
  spoolBytesMax: {
    type: 'number',
    default: 256 * MEBIBYTE,
    min: MEBIBYTE,
    max: 1024 * 1024 * MEBIBYTE,
    unit: 'bytes',
    integer: true,
    env: ['SONDE_SPOOL_BYTES_MAX'],
    doc: 'Disk space of all spools of the service on this machine; beyond it the oldest telemetry is dropped and counted.',
  },
} as const satisfies Record<string, SettingDefinition>;
