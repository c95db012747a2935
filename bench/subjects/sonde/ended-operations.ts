/** Spans of workflows that have ended, in the order in which they did: what the processors are given. */
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observe, setDetail } from '@sonde/observe';
import { smallTool } from '../../suites/sdk/tools.ts';

const TOOLS_PER_WORKFLOW = 9;

/** Runs workflows of nine tools each, so that nine of ten spans have to be remembered for their trace. */
export async function endedOperations(workflows: number): Promise<readonly ReadableSpan[]> {
  const ended: ReadableSpan[] = [];
  const recorder: SpanProcessor = {
    onStart: () => {},
    onEnd: (span) => void ended.push(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [recorder] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  setDetail('full');
  const tool = observe.tool(smallTool, { name: 'weather' });
  const workflow = observe.workflow(
    async () => {
      for (let i = 0; i < TOOLS_PER_WORKFLOW; i += 1) await tool({ city: 'Oslo', days: i });
    },
    { name: 'plan' },
  );
  for (let i = 0; i < workflows; i += 1) await workflow();
  return ended;
}
