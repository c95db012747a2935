/** Langfuse: its span processor in a provider of OpenTelemetry 2.x, and `observe`. */
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { observe } from '@langfuse/tracing';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Subject, SubjectOptions } from '../../lib/subject.ts';

export async function start({ endpoint }: SubjectOptions): Promise<Subject> {
  const processor = new LangfuseSpanProcessor({
    publicKey: 'pk-lf-bench',
    secretKey: 'sk-lf-bench',
    baseUrl: endpoint,
  });
  new NodeTracerProvider({ spanProcessors: [processor] }).register();
  return {
    observe: (name, tool) => observe(tool, { name, asType: 'tool' }),
    flush: () => processor.forceFlush(),
  };
}
