/** What is compared: one library with one set of settings, started in a process of its own. */

/** What a subject is started with. */
export interface SubjectOptions {
  /** Base URL of the sink for this run; `/v1/traces` and so on belong to it alone. */
  readonly endpoint: string;
  /** Empty directory for this run; removed afterwards. */
  readonly home: string;
  /** Whether inputs and outputs are sent, for libraries where that is by hand. */
  readonly content: boolean;
}

/** An asynchronous tool of an application. */
export type Tool<I, O> = (input: I) => Promise<O>;

/** A library that has been started. */
export interface Subject {
  /** Observes a tool the way the library's own documentation does. */
  observe<I, O>(name: string, tool: Tool<I, O>): Tool<I, O>;
  /** Sends everything that is still held. */
  flush(): Promise<void>;
  /** Brings what stays on disk by design to the sink, after everything has been measured. */
  replay?(): Promise<void>;
}

/** What `subjects/<folder>/subject.ts` exports. */
export interface SubjectModule {
  start(options: SubjectOptions): Promise<Subject>;
}

/** One column of the comparison. */
export interface SubjectDefinition {
  readonly id: SubjectId;
  /** Folder below `subjects/`. */
  readonly folder: string;
  /** Environment of its process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly title: string;
}

/** Names of the subjects. */
export type SubjectId =
  | 'bare'
  | 'otel-api'
  | 'otel2'
  | 'otel3'
  | 'otel3-off'
  | 'otel3-large'
  | 'sdk-node'
  | 'traceloop'
  | 'openinference'
  | 'langfuse'
  | 'sentry'
  | 'sonde-errors'
  | 'sonde-full'
  | 'sonde-spool'
  | 'sonde-remote'
  | 'sonde-hand'
  | 'sonde-observe'
  | 'sonde-disabled'
  | 'sonde-unsampled';

const endpoint = { BENCH_DELIVERY: 'endpoint' };

/** All subjects, in the order of the tables. */
export const subjects: readonly SubjectDefinition[] = [
  { id: 'bare', folder: 'bare', environment: {}, title: 'bare async function' },
  {
    id: 'otel-api',
    folder: 'otel-api',
    environment: {},
    title: 'OpenTelemetry API 1.10.0 by hand, no SDK',
  },
  {
    id: 'otel2',
    folder: 'otel2',
    environment: {},
    title: 'OpenTelemetry 2.12.0 / 0.223.0, batch + protobuf',
  },
  {
    id: 'otel3',
    folder: 'otel3',
    environment: {},
    title: 'OpenTelemetry 3.1.1 / 0.301.1, batch + protobuf',
  },
  {
    id: 'otel3-off',
    folder: 'otel3',
    environment: { BENCH_SAMPLER: 'always_off' },
    title: 'the same with AlwaysOffSampler',
  },
  {
    id: 'otel3-large',
    folder: 'otel3',
    environment: { BENCH_QUEUE: '65536', BENCH_BATCH: '4096' },
    title: 'the same with a queue of 65,536 and batches of 4,096',
  },
  {
    id: 'sdk-node',
    folder: 'sdk-node',
    environment: {},
    title: 'OpenTelemetry sdk-node 0.301.0, batch + protobuf, no instrumentation',
  },
  { id: 'traceloop', folder: 'traceloop', environment: {}, title: 'Traceloop 0.27.0, withTool' },
  {
    id: 'openinference',
    folder: 'openinference',
    environment: {},
    title: 'OpenInference 2.7.1 with phoenix-otel 2.1.0, traceTool',
  },
  { id: 'langfuse', folder: 'langfuse', environment: {}, title: 'Langfuse 5.11.1, observe' },
  {
    id: 'sentry',
    folder: 'sentry',
    environment: {},
    title: 'Sentry 11.12.0, startSpan, every trace sampled',
  },
  {
    id: 'sonde-errors',
    folder: 'sonde',
    environment: endpoint,
    title: 'Sonde, register() with an endpoint (detail errors)',
  },
  {
    id: 'sonde-full',
    folder: 'sonde',
    environment: { ...endpoint, SONDE_DETAIL: 'full' },
    title: 'Sonde, endpoint, detail full',
  },
  {
    id: 'sonde-remote',
    folder: 'sonde',
    environment: { ...endpoint, SONDE_DETAIL: 'full', BENCH_REMOTE: 'true' },
    title: 'the same by an address that is not known to be this machine, so that bodies are compressed',
  },
  {
    id: 'sonde-spool',
    folder: 'sonde',
    environment: { BENCH_DELIVERY: 'spool' },
    title: 'Sonde, register() without an endpoint (spool, detail full)',
  },
  {
    id: 'sonde-hand',
    folder: 'sonde',
    environment: { ...endpoint, BENCH_BY_HAND: 'true' },
    title: 'Sonde, endpoint; the tool observed by hand with the OpenTelemetry API, as stock is',
  },
  {
    id: 'sonde-observe',
    folder: 'sonde-observe',
    environment: {},
    title: '@sonde/observe without any SDK',
  },
  {
    id: 'sonde-disabled',
    folder: 'sonde',
    environment: { ...endpoint, SONDE_ENABLED: 'false' },
    title: 'Sonde, enabled: false',
  },
  {
    id: 'sonde-unsampled',
    folder: 'sonde',
    environment: { ...endpoint, OTEL_TRACES_SAMPLER: 'always_off' },
    title: 'Sonde, sampler always_off (calls are still watched)',
  },
];

/** Finds a subject by name. */
export function subjectOf(id: string): SubjectDefinition {
  const found = subjects.find((subject) => subject.id === id);
  if (found === undefined) throw new Error(`no subject is called ${id}`);
  return found;
}
