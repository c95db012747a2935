/** Starts NodeSDK of OpenTelemetry 3.x, no instrumentation; ES module. */
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';

const traceExporter = new OTLPTraceExporter({ url: `${process.env.BENCH_ENDPOINT}/v1/traces` });
const sdk = new NodeSDK({ serviceName: 'bench', traceExporter, instrumentations: [] });
sdk.start();
const tracer = trace.getTracer('bench');
export const call = async (input) =>
  tracer.startActiveSpan('weather', (span) => {
    span.end();
    return input;
  });
export const flush = () => sdk.shutdown();
