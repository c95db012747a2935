/** Starts NodeSDK of OpenTelemetry 3.x, no instrumentation; CommonJS. */
const { trace } = require('@opentelemetry/api');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { NodeSDK } = require('@opentelemetry/sdk-node');

const traceExporter = new OTLPTraceExporter({ url: `${process.env.BENCH_ENDPOINT}/v1/traces` });
const sdk = new NodeSDK({ serviceName: 'bench', traceExporter, instrumentations: [] });
sdk.start();
const tracer = trace.getTracer('bench');
exports.call = async (input) =>
  tracer.startActiveSpan('weather', (span) => {
    span.end();
    return input;
  });
exports.flush = () => sdk.shutdown();
