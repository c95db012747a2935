/** State that every installed copy of the package shares: two copies in one process must not observe twice. */
import type { DetailLevel } from '@sonde/conventions';
import type { RegisteredInterceptor } from './interceptors.ts';

/** Detail levels in force. */
export interface DetailSettings {
  level: DetailLevel;
  readonly operations: Map<string, DetailLevel>;
  readonly sessions: Map<string, DetailLevel>;
}

/** The shared state. */
export interface Runtime {
  readonly detail: DetailSettings;
  interceptors: readonly RegisteredInterceptor[];
  /** Grows with every change of the interceptors, so that composed chains know when they are stale. */
  interceptorsRevision: number;
  /** The tracer provider takes structured attribute values (OpenTelemetry 3.x); else they are sent as JSON. */
  structuredAttributes: boolean;
  /** Told of Sonde's own failures, which never reach the application. */
  onInternalError: (where: string, error: unknown) => void;
}

const key = Symbol.for('sonde.observe.runtime.v1');

/** The state of this process. */
export const runtime: Runtime = findOrCreate();

function findOrCreate(): Runtime {
  const holder = globalThis as { [key]?: Runtime };
  holder[key] ??= {
    detail: { level: 'errors', operations: new Map(), sessions: new Map() },
    interceptors: [],
    interceptorsRevision: 0,
    structuredAttributes: false,
    onInternalError: () => {},
  };
  return holder[key];
}
