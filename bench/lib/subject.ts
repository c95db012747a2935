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
  | 'otel2'
  | 'otel3'
  | 'traceloop'
  | 'sonde-errors'
  | 'sonde-full'
  | 'sonde-spool';

/** All subjects, in the order of the tables. */
export const subjects: readonly SubjectDefinition[] = [
  { id: 'bare', folder: 'bare', environment: {}, title: 'bare async function' },
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
  { id: 'traceloop', folder: 'traceloop', environment: {}, title: 'Traceloop 0.27.0, withTool' },
  {
    id: 'sonde-errors',
    folder: 'sonde',
    environment: { BENCH_DELIVERY: 'endpoint' },
    title: 'Sonde, register() with an endpoint (detail errors)',
  },
  {
    id: 'sonde-full',
    folder: 'sonde',
    environment: { BENCH_DELIVERY: 'endpoint', SONDE_DETAIL: 'full' },
    title: 'Sonde, endpoint, detail full',
  },
  {
    id: 'sonde-spool',
    folder: 'sonde',
    environment: { BENCH_DELIVERY: 'spool' },
    title: 'Sonde, register() without an endpoint (spool, detail full)',
  },
];

/** Finds a subject by name. */
export function subjectOf(id: string): SubjectDefinition {
  const found = subjects.find((subject) => subject.id === id);
  if (found === undefined) throw new Error(`no subject is called ${id}`);
  return found;
}
