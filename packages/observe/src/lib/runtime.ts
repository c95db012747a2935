/** What whoever starts Sonde tells this package. */
import { sharedState } from './shared-state.ts';

/** Switches set at start. */
export interface Runtime {
  /** The tracer provider takes structured attribute values (OpenTelemetry 3.x); else they are sent as JSON. */
  structuredAttributes: boolean;
  /** Told of Sonde's own failures, which never reach the application. */
  onInternalError: (where: string, error: unknown) => void;
}

/** The switches of this process. */
export const runtime: Runtime = sharedState('runtime.v1', () => ({
  structuredAttributes: false,
  onInternalError: () => {},
}));
