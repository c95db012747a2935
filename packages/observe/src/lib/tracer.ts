/** The tracer behind all operations, and whether anything listens to it. */
import { ProxyTracerProvider, type Tracer, trace } from '@opentelemetry/api';

const NAME = '@sonde/observe';
let current: Tracer | undefined;
let provider: unknown;

/** The tracer of the registered provider. */
function tracerNow(): Tracer {
  return current ?? trace.getTracer(NAME);
}

/**
 * True when a tracer provider is registered. Asked before every call, so that without one an observed function
 * costs no more than this look.
 */
tracerNow.active = function active(): boolean {
  const registered: unknown = trace.getTracerProvider();
  if (registered === provider && current !== undefined) return true;
  return adopt(registered);
};

export const tracer: typeof tracerNow = tracerNow;

function adopt(registered: unknown): boolean {
  const delegated = registered instanceof ProxyTracerProvider;
  current = delegated ? registered.getDelegateTracer(NAME) : trace.getTracer(NAME);
  provider = registered;
  return current !== undefined;
}
