// The provider of the application, of the 3.x line.
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

export const exporter = new InMemorySpanExporter();

export function registerProvider(further) {
  const spanProcessors = [new SimpleSpanProcessor({ exporter }), ...further];
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}
