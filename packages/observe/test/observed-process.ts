/** A real tracer provider with the processors under test, and everything they saw. */
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { setDetail } from '../src/lib/detail.ts';
import { ExceptionContextProcessor } from '../src/lib/exception-context-processor.ts';
import { LatencyVarianceProcessor } from '../src/lib/latency-variance-processor.ts';
import type { ObservedEvent } from '../src/lib/observed-event.ts';
import { runtime } from '../src/lib/runtime.ts';

/** Starts observing this process. */
export function observedProcess() {
  const events: ObservedEvent[] = [];
  const failures: [string, unknown][] = [];
  const exporter = new InMemorySpanExporter();
  const emit = (event: ObservedEvent) => void events.push(event);
  const latency = new LatencyVarianceProcessor({ emit });
  const exceptions = new ExceptionContextProcessor({
    emit,
    baselineOf: (operation) => latency.baselineOf(operation),
  });
  const spanProcessors = [
    latency,
    exceptions,
    new SimpleSpanProcessor({ exporter }),
  ] as unknown as SpanProcessor[];
  const provider = new TracerProvider({ spanProcessors });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  runtime.structuredAttributes = true;
  setDetail('full');
  runtime.onInternalError = (where, error) => void failures.push([where, error]);
  return {
    events,
    failures,
    latency,
    exceptions,
    spans: () => exporter.getFinishedSpans(),
    stop: async () => {
      await provider.shutdown();
      trace.disable();
      context.disable();
    },
  };
}
