/** Stock OpenTelemetry 3.x: BatchSpanProcessor and the protobuf exporter, with their defaults unless told otherwise. */
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observeByHand } from '../../lib/observe-by-hand.ts';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';

export async function start({ endpoint, content }: SubjectOptions): Promise<Subject> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'bench' }),
    ...(process.env['BENCH_SAMPLER'] === 'always_off' ? { sampler: new AlwaysOffSampler() } : {}),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }),
        ...queueSizes(),
      }),
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

function queueSizes(): { maxQueueSize?: number; maxExportBatchSize?: number } {
  const { BENCH_QUEUE: queue, BENCH_BATCH: batch } = process.env;
  return queue === undefined ? {} : { maxQueueSize: Number(queue), maxExportBatchSize: Number(batch) };
}
