/** Stock OpenTelemetry 3.x: BatchSpanProcessor and the protobuf exporter, with their defaults. */
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observeByHand } from '../../lib/observe-by-hand.ts';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';

export async function start({ endpoint, content }: SubjectOptions): Promise<Subject> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'bench' }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }) }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer = provider.getTracer('bench');
  return {
    observe: (name, tool) => observeByHand(tracer, SpanStatusCode.ERROR, content, name, tool),
    flush: () => provider.forceFlush(),
  };
}
