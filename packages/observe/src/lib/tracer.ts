/** The tracer behind all operations, and whether anything listens to it. */
import { ProxyTracerProvider, type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { runtime } from './runtime.ts';

const NAME = '@sonde/observe';
let current: Tracer | undefined;
let provider: TracerProvider | undefined;

/** The tracer of the provider that was chosen at start, else of the registered one. */
function tracerNow(): Tracer {
  return current ?? trace.getTracer(NAME);
}

/**
 * True when a tracer provider is registered. Asked before every call, so that without one an observed function
 * costs no more than this look.
 */
tracerNow.active = function active(): boolean {
  const registered = runtime.tracerProvider ?? trace.getTracerProvider();
  if (registered === provider && current !== undefined) return true;
  return adopt(registered);
};

export const tracer: typeof tracerNow = tracerNow;

function adopt(registered: TracerProvider): boolean {
  const delegated = registered instanceof ProxyTracerProvider;
  current = delegated ? registered.getDelegateTracer(NAME) : registered.getTracer(NAME);
  provider = registered;
  return current !== undefined;
}
