/** How an application observes a tool with OpenTelemetry alone: one span, six attributes, the exception recorded. */
import type { Tool } from './subject.ts';

/** The part of a span that is used; the same in both lines of OpenTelemetry. */
interface HandSpan {
  setAttribute(name: string, value: string): unknown;
  setStatus(status: { code: number; message: string }): unknown;
  recordException(error: Error): void;
  end(): void;
}

interface HandTracer {
  startActiveSpan<R>(
    name: string,
    options: { attributes: Record<string, string | number> },
    fn: (span: HandSpan) => R,
  ): R;
}

/**
 * Wraps a tool by hand.
 *
 * @param errorCode - `SpanStatusCode.ERROR` of the API in use.
 * @param content - Adds input and output, as JSON.
 */
export function observeByHand<I, O>(
  tracer: HandTracer,
  errorCode: number,
  content: boolean,
  name: string,
  tool: Tool<I, O>,
): Tool<I, O> {
  const spanName = `execute_tool ${name}`;
  return (input) =>
    tracer.startActiveSpan(spanName, { attributes: attributesOf(name) }, async (span) => {
      if (content) span.setAttribute('gen_ai.tool.call.arguments', JSON.stringify(input));
      try {
        const output = await tool(input);
        if (content) span.setAttribute('gen_ai.tool.call.result', JSON.stringify(output));
        return output;
      } catch (error) {
        span.recordException(error as Error);
        span.setStatus({ code: errorCode, message: (error as Error).message });
        throw error;
      } finally {
        span.end();
      }
    });
}

/** Six attributes, as many as Sonde and the wrappers set by themselves. */
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
