/** Starts stock OpenTelemetry 2.x, the packages it needs for spans alone; CommonJS. */
const { trace } = require('@opentelemetry/api');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

const exporter = new OTLPTraceExporter({ url: `${process.env.BENCH_ENDPOINT}/v1/traces` });
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'bench' }),
  spanProcessors: [new BatchSpanProcessor(exporter)],
});
provider.register();
const tracer = trace.getTracer('bench');
exports.call = async (input) =>
  tracer.startActiveSpan('weather', (span) => {
    span.end();
    return input;
  });
exports.flush = () => provider.forceFlush();
