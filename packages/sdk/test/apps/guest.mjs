// A program with providers of its own: Sonde starts, works and stops beside them.
import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observe, register } from '@sonde/sdk';

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const sonde = register({ service: 'app', detail: 'full' });
const ours = observe.tool((input) => input.length, { name: 'ours' });
ours({ length: 2 });
if (sonde.spanProcessors.length !== 1) throw new Error('nothing to add to a provider');
ours({ length: 3 });
await sonde.shutdown();
trace.getTracer('own').startSpan('theirs').end();
const key = createContextKey('own');
const value = context.with(ROOT_CONTEXT.setValue(key, 'kept'), () => context.active().getValue(key));
const [span] = exporter.getFinishedSpans();
console.log(exporter.getFinishedSpans().length, value, typeof span.attributes['gen_ai.tool.call.arguments']);
