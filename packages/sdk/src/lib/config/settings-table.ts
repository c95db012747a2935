/** Every setting of the SDK in one table: types, validation, docs and command-line help come from it. */
import { type DetailLevel, detailLevels } from '@sonde/conventions';

interface Described {
  /** One sentence for the docs. */
  readonly doc: string;
  /** Environment variables, the first one set wins. */
  readonly env: readonly string[];
  /** Other keys that the configuration file accepts. */
  readonly fileAliases?: readonly string[];
  /** Never printed. */
  readonly secret?: true;
}

/** One setting. */
export type SettingDefinition =
  | (Described & { readonly type: 'string' | 'url'; readonly default: string })
  | (Described & { readonly type: 'boolean'; readonly default: boolean })
  | (Described & {
      readonly type: 'number';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly unit: string;
      readonly integer?: true;
    })
  | (Described & { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] })
  | (Described & {
      readonly type: 'list';
      readonly default: readonly string[];
      readonly choices: readonly string[];
    })
  | (Described & { readonly type: 'map'; readonly default: Readonly<Record<string, string>> });

/** Samplers by the names of OpenTelemetry. */
export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const MEBIBYTE = 1024 * 1024;

/** The table. Names are those of options and `sonde.yaml`. */
export const settingsTable = {
  enabled: {
    type: 'boolean',
    default: true,
    env: ['SONDE_ENABLED'],
    doc: 'Switches Sonde on. OTEL_SDK_DISABLED=true switches it off as well.',
  },
  service: {
    type: 'string',
    default: '',
    env: ['SONDE_SERVICE', 'OTEL_SERVICE_NAME'],
    doc: 'Name of the application; by default the name in its package.json.',
  },
  serviceVersion: {
    type: 'string',
    default: '',
    env: ['SONDE_SERVICE_VERSION'],
    doc: 'Release of the application; by default the version in its package.json.',
  },
  environment: {
    type: 'string',
    default: '',
    env: ['SONDE_ENVIRONMENT'],
    doc: 'Where it runs: production, staging, development, …',
  },
  resourceAttributes: {
    type: 'map',
    default: {},
    env: ['OTEL_RESOURCE_ATTRIBUTES'],
    doc: 'Further attributes of the resource, as key=value pairs with commas between.',
  },
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
  detail: {
    type: 'choice',
    default: '',
    choices: ['', ...detailLevels],
    env: ['SONDE_DETAIL'],
    doc: 'How much is observed: off, metadata, errors, full or debug. By default full without an endpoint, errors with one.',
  },
  captureOutputs: {
    type: 'boolean',
    default: false,
    env: ['SONDE_CAPTURE_OUTPUTS'],
    fileAliases: ['bugcatcher.tracking.outputs'],
    doc: 'Inputs and outputs on spans: the same as detail full.',
  },
  sampler: {
    type: 'choice',
    default: 'parentbased_always_on',
    choices: [...samplerNames],
    env: ['SONDE_SAMPLER', 'OTEL_TRACES_SAMPLER'],
    doc: 'Which traces are kept. Baselines and exceptions stay complete: operations of the others are watched as well, and not written.',
  },
  samplerRatio: {
    type: 'number',
    default: 1,
    min: 0,
    max: 1,
    unit: 'ratio',
    env: ['SONDE_SAMPLER_RATIO', 'OTEL_TRACES_SAMPLER_ARG'],
    doc: 'Share of traces that the samplers traceidratio and parentbased_traceidratio keep.',
  },
  propagators: {
    type: 'list',
    default: ['tracecontext', 'baggage'],
    choices: ['tracecontext', 'baggage', 'none'],
    env: ['SONDE_PROPAGATORS', 'OTEL_PROPAGATORS'],
    doc: 'What is read from and written into the headers of requests between services.',
  },
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
  exceptions: {
    type: 'boolean',
    default: true,
    env: ['SONDE_EXCEPTIONS', 'BUGCATCHER_ENABLED'],
    fileAliases: ['bugcatcher.enabled', 'bugcatcher.tracking.exceptions'],
    doc: 'Reports every failure with the inputs of the path that led to it.',
  },
  exceptionTracesMax: {
    type: 'number',
    default: 100,
    min: 1,
    max: 100_000,
    unit: 'traces',
    integer: true,
    env: ['SONDE_EXCEPTION_TRACES_MAX'],
    fileAliases: ['bugcatcher.cache.max_size'],
    doc: 'Traces whose completed operations are remembered for the context of a failure.',
  },
  latency: {
    type: 'boolean',
    default: true,
    env: ['SONDE_LATENCY', 'PERFCATCHER_ENABLED'],
    fileAliases: ['perfcatcher.enabled'],
    doc: 'Reports a latency that has left its baseline.',
  },
  latencyDetector: {
    type: 'choice',
    default: 'cusum',
    choices: ['cusum', 'threshold'],
    env: ['SONDE_LATENCY_DETECTOR'],
    doc: 'cusum finds lasting changes; threshold is the classic rule: so far off the mean of the last calls.',
  },
  latencyThresholdRatio: {
    type: 'number',
    default: 0.1,
    min: 0.01,
    max: 10,
    unit: 'ratio',
    env: ['SONDE_LATENCY_THRESHOLD_RATIO', 'PERFCATCHER_VARIANCE_THRESHOLD'],
    doc: 'Least change worth reporting (0.2 for the threshold detector).',
  },
  latencyWindowSize: {
    type: 'number',
    default: 100,
    min: 10,
    max: 10_000,
    unit: 'calls',
    integer: true,
    env: ['SONDE_LATENCY_WINDOW_SIZE', 'PERFCATCHER_WINDOW_SIZE'],
    doc: 'Calls in the rolling baseline. Setting it without a detector chooses threshold.',
  },
  latencySamplesMin: {
    type: 'number',
    default: 10,
    min: 2,
    max: 10_000,
    unit: 'calls',
    integer: true,
    env: ['SONDE_LATENCY_SAMPLES_MIN', 'PERFCATCHER_MIN_SAMPLES'],
    doc: 'Calls before the threshold detector judges. Setting it without a detector chooses threshold.',
  },
  redaction: {
    type: 'boolean',
    default: true,
    env: ['SONDE_REDACTION'],
    doc: 'Masks secrets and personal data before anything reaches a disk or the wire.',
  },
  instrumentations: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'none'],
    env: ['SONDE_INSTRUMENTATIONS'],
    doc: 'auto watches every supported library if @sonde/instrumentation is installed.',
  },
} as const satisfies Record<string, SettingDefinition>;

/** Name of a setting. */
export type SettingName = keyof typeof settingsTable;

type ValueOf<D> = D extends { type: 'boolean' }
  ? boolean
  : D extends { type: 'number' }
    ? number
    : D extends { type: 'map' }
      ? Readonly<Record<string, string>>
      : D extends { type: 'list'; choices: readonly (infer C)[] }
        ? readonly C[]
        : D extends { type: 'choice'; choices: readonly (infer C)[] }
          ? C
          : string;

/** What a user writes: every setting is optional. See docs/configuration.md. */
export type SondeConfig = { readonly [K in SettingName]?: ValueOf<(typeof settingsTable)[K]> };

/** What the code goes by: every setting has a value. */
export type SondeSettings = { readonly [K in SettingName]: ValueOf<(typeof settingsTable)[K]> } & {
  readonly detail: DetailLevel;
};
