/**
 * What stands for the SDK in these tests: a real tracer provider and context manager, the loader hook, and
 * `instrument()`. `node --import <this> app` runs an application that knows nothing of it; when it exits, everything
 * that was observed is written to the file named by CONFORMANCE_OUT.
 */
import { writeFileSync } from 'node:fs';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { DetailLevel } from '@sonde/conventions';
import { ExceptionContextProcessor, type ObservedEvent, runtime, setDetail } from '@sonde/observe';
import type { ObservedRun, RecordedSpan } from './observed-run.ts';

const exporter = new InMemorySpanExporter();
const events: ObservedEvent[] = [];
const internalErrors: string[] = [];

runtime.structuredAttributes = true;
runtime.onInternalError = (where, error) => void internalErrors.push(`${where}: ${String(error)}`);
setDetail((process.env.CONFORMANCE_DETAIL as DetailLevel | undefined) ?? 'full');
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(
  new TracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor({ exporter }),
      new ExceptionContextProcessor({ emit: (event) => void events.push(event) }),
    ],
  }),
);

if (process.env.CONFORMANCE_HOOK !== 'none') await import('@sonde/instrumentation/hook');
const { instrument, instrumentationReport } = await import('@sonde/instrumentation');
instrument();

process.on('exit', () => {
  const run: ObservedRun = {
    report: instrumentationReport(),
    internalErrors,
    events: events.map(({ eventName, attributes, context: from }) => ({
      eventName,
      attributes,
      traceId: trace.getSpanContext(from)?.traceId ?? '',
    })),
    spans: exporter.getFinishedSpans().map(recorded),
  };
  writeFileSync(process.env.CONFORMANCE_OUT ?? '/dev/stdout', JSON.stringify(run));
});

type Finished = ReturnType<InMemorySpanExporter['getFinishedSpans']>[number];

function recorded(span: Finished): RecordedSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    name: span.name,
    traceId,
    spanId,
    parentId: span.parentSpanContext?.spanId,
    failed: span.status.code === 2,
    attributes: { ...span.attributes },
  };
}
