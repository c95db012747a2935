/** The exception of a tool that waited too long, with everything that led to it. */
import type { ErrorOccurrence, Json, SpanDetail } from '@sonde/store/reader';

const stack = [
  'TimeoutError: The exchange rate service did not answer within 600 ms',
  '    at fetchRate (file:///srv/atlas/src/tools/exchange-rate.ts:42:13)',
  '    at async exchangeRate (file:///srv/atlas/src/tools/exchange-rate.ts:18:16)',
  '    at async gather (file:///srv/atlas/src/graph/gather.ts:61:22)',
  '    at async Pregel.invoke (file:///srv/atlas/node_modules/@langchain/langgraph/dist/pregel/index.js:1180:9)',
  '    at async node:internal/process/task_queues:105:5',
].join('\n');

const causeStack =
  'SocketError: other side closed\n    at Socket.<anonymous> (node:internal/deps/undici/undici:6420:24)';

/** Where it happened. */
export interface ErrorSeed {
  readonly tool: SpanDetail;
  readonly root: SpanDetail;
  readonly gather: SpanDetail;
  readonly retrieval: SpanDetail;
  readonly question: string;
  readonly sessionId: string;
}

/** Makes the exception. */
export function atlasError(seed: ErrorSeed): ErrorOccurrence {
  const { tool, sessionId } = seed;
  return {
    id: `e${tool.spanId}`,
    fingerprint: 'v1:4c1f09ab77de2310',
    timeMs: tool.startMs + tool.durationMs,
    eventName: 'gen_ai.execute_tool.exception',
    type: 'TimeoutError',
    message: 'The exchange rate service did not answer within 600 ms',
    stacktrace: stack,
    thrownStacktrace: '',
    service: 'atlas',
    traceId: tool.traceId,
    spanId: tool.spanId,
    sessionId,
    operation: 'exchange_rate',
    kind: 'tool',
    elapsedMs: tool.durationMs,
    input: { from: 'NOK', to: 'EUR', date: '2026-03-04' },
    ancestors: ancestorsOf(seed),
    completed: completedBefore(seed),
    causes: [{ type: 'SocketError', message: 'other side closed', stacktrace: causeStack }],
    attributes: {
      'sonde.context.baseline': { count: 812, meanMs: 241, stddevMs: 66, p50Ms: 228, p95Ms: 371 },
      'sonde.exception.fingerprint': 'v1:4c1f09ab77de2310',
      'sonde.step.id': 'gather',
    },
    resource: tool.resource,
  };
}

function ancestorsOf({ gather, root, question }: ErrorSeed): readonly Json[] {
  const input = { question, plan: ['countries', 'exchange_rate'] };
  return [
    { name: 'graph gather', kind: 'graph', spanId: gather.spanId, elapsedMs: 870, input },
    { name: 'invoke_agent atlas', kind: 'agent', spanId: root.spanId, elapsedMs: 1804, input: { question } },
  ];
}

function completedBefore({ root, retrieval }: ErrorSeed): readonly Json[] {
  const [memory, retrieved] = ['search_memory conversations', { documents: 5, best: 0.83 }];
  const found = { spanId: retrieval.spanId, durationMs: 212, failed: false, output: retrieved };
  return [
    { name: 'graph plan', kind: 'graph', spanId: root.spanId, durationMs: 902, failed: false },
    { name: 'retrieval countries', kind: 'retrieval', ...found },
    { name: memory, kind: 'memory', spanId: root.spanId, durationMs: 41, failed: false },
  ];
}
