/** Sentry: `init()` with tracing of everything and no integration of a library, and `startSpan`. */
import { captureException, flush, init, startSpan } from '@sentry/node';
import type { Subject, SubjectOptions, Tool } from '../../lib/subject.ts';

const FLUSH_MS = 60_000;

export async function start({ endpoint, content }: SubjectOptions): Promise<Subject> {
  init({
    dsn: `${endpoint.replace('http://', 'http://bench@')}/1`,
    tracesSampleRate: 1,
    // Only the tool is measured: no other library is patched.
    integrations: (defaults) => defaults.filter(({ name }) => !PATCHING.test(name)),
  });
  return {
    observe: (name, tool) => observed(name, tool, content),
    flush: async () => void (await flush(FLUSH_MS)),
  };
}

/** Integrations that watch other libraries and the process. */
const PATCHING = /^(Http|NodeFetch|Modules|ProcessSession|ChildProcess)/;

function observed<I, O>(name: string, tool: Tool<I, O>, content: boolean): Tool<I, O> {
  return (input) =>
    startSpan({ name, op: 'gen_ai.execute_tool', attributes: attributesOf(name) }, async (span) => {
      if (content) span.setAttribute('gen_ai.tool.call.arguments', JSON.stringify(input));
      try {
        const output = await tool(input);
        if (content) span.setAttribute('gen_ai.tool.call.result', JSON.stringify(output));
        return output;
      } catch (error) {
        captureException(error);
        throw error;
      }
    });
}

/** As many as the others set. */
function attributesOf(name: string): Record<string, string | number> {
  return {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': name,
    'gen_ai.tool.type': 'function',
    'session.id': 'session-1',
    'app.layer': 'tool',
    'app.attempt': 1,
  };
}
