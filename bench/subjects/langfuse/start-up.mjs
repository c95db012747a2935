/** Starts Langfuse in a provider of OpenTelemetry 2.x; ES module. */
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { observe } from '@langfuse/tracing';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const processor = new LangfuseSpanProcessor({
  publicKey: 'pk-lf-bench',
  secretKey: 'sk-lf-bench',
  baseUrl: process.env.BENCH_ENDPOINT,
});
new NodeTracerProvider({ spanProcessors: [processor] }).register();
export const call = observe(async (input) => input, { name: 'weather', asType: 'tool' });
export const flush = () => processor.forceFlush();
