/** A call of a tool that has ended, as a span processor sees it: its duration is set from outside. */
import type { LatencyVarianceProcessor } from '@sonde/observe';

type EndingSpan = Parameters<LatencyVarianceProcessor['onEnding']>[0];

/** One object for a whole stream of calls: what is measured is the processor, not the making of spans. */
export type EndedCall = Omit<EndingSpan, 'duration'> & { duration: [number, number] };

/** A call that succeeded. */
export function endedCall(tool = 'weather'): EndedCall {
  const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  return {
    name: `execute_tool ${tool}`,
    kind: 0,
    duration: [0, 0],
    status: { code: 0 },
    attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': tool },
    events: [],
    spanContext: () => spanContext,
    setAttribute: () => {},
  };
}
