// A program whose own tracer provider was registered before Sonde.
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observe, register } from '@sonde/sdk';

const exporter = new InMemorySpanExporter();
const spanProcessors = [new SimpleSpanProcessor({ exporter })];
const sonde = register({ service: 'app' });
assertSame(register(), sonde);
const own = new TracerProvider({ spanProcessors: [...spanProcessors, ...sonde.spanProcessors] });
own.getTracer('own').startSpan('theirs').end();
observe.tool(() => 1, { name: 'ours' })();
console.log(exporter.getFinishedSpans().length, trace.getTracerProvider().constructor.name);

function assertSame(a, b) {
  if (a !== b) throw new Error('registered twice');
}
