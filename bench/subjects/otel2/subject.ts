/** Stock OpenTelemetry 2.x: BatchSpanProcessor and the protobuf exporter, with their defaults. */
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { observeByHand } from '../../lib/observe-by-hand.ts';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';

export async function start({ endpoint, content }: SubjectOptions): Promise<Subject> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'bench' }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }))],
  });
  provider.register();
  const tracer = trace.getTracer('bench');
  return {
    observe: (name, tool) => observeByHand(tracer, SpanStatusCode.ERROR, content, name, tool),
    flush: () => provider.forceFlush(),
  };
}
