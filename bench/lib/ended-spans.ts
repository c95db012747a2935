/** Spans that have ended, with a conversation as attributes: what an encoder is given. */

interface PlainSpan {
  end(): void;
}

interface PlainTracer<S extends PlainSpan> {
  startSpan(name: string, options: { attributes: Record<string, string | number> }): S;
}

/** One ended span for each conversation, with two more attributes as small ones are. */
export function endedSpans<S extends PlainSpan>(
  tracer: PlainTracer<S>,
  contents: readonly { readonly input: string; readonly output: string }[],
): S[] {
  return contents.map(({ input, output }, index) => {
    const span = tracer.startSpan('execute_tool answer', {
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'app.attempt': index,
        'gen_ai.tool.call.arguments': input,
        'gen_ai.tool.call.result': output,
      },
    });
    span.end();
    return span;
  });
}
