/** Starts stock OpenTelemetry 2.x, the packages it needs for spans alone; ES module. */
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const exporter = new OTLPTraceExporter({ url: `${process.env.BENCH_ENDPOINT}/v1/traces` });
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'bench' }),
  spanProcessors: [new BatchSpanProcessor(exporter)],
});
provider.register();
const tracer = trace.getTracer('bench');
export const call = async (input) =>
  tracer.startActiveSpan('weather', (span) => {
    span.end();
    return input;
  });
export const flush = () => provider.forceFlush();
