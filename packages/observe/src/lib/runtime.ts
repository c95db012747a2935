/** What whoever starts Sonde tells this package. */
import type { TracerProvider } from '@opentelemetry/api';
import type { EventSink } from './observed-event.ts';
import { sharedState } from './shared-state.ts';

/** Switches set at start. */
export interface Runtime {
  /** The tracer provider takes structured attribute values (OpenTelemetry 3.x); else they are sent as JSON. */
  structuredAttributes: boolean;
  /** Makes the spans of operations (the provider that is registered globally). */
  tracerProvider: TracerProvider | undefined;
  /** The sampler of that provider goes by the attributes of an operation (false). */
  samplerReadsAttributes: boolean;
  /** Takes typed events (nobody: they are not made). */
  emitEvent: EventSink | undefined;
  /** Told of Sonde's own failures, which never reach the application. */
  onInternalError: (where: string, error: unknown) => void;
}

/** The switches of this process. */
export const runtime: Runtime = sharedState('runtime.v1', () => ({
  structuredAttributes: false,
  tracerProvider: undefined,
  samplerReadsAttributes: false,
  emitEvent: undefined,
  onInternalError: () => {},
}));
