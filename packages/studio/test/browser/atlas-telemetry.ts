/** Telemetry of an assistant that answers questions about countries, as a reader returns it. The same in every run. */
import type { ErrorOccurrence, LatencyFinding, LogEntry, SpanDetail } from '@sonde/store/reader';

/** Telemetry of some time: what is sent to a studio, and what is expected back. */
export interface Telemetry {
  readonly spans: readonly SpanDetail[];
  readonly logs: readonly LogEntry[];
  readonly errors: readonly ErrorOccurrence[];
  readonly findings: readonly LatencyFinding[];
}

const questions = [
  'What is the capital of Mongolia, and how far is it from Beijing?',
  'Compare the GDP per head of Portugal and Greece since 2010',
  'Which countries border Chad?',
  'Draft a two-day itinerary for Ljubljana with a rainy-day option',
  'What is the exchange rate from NOK to EUR today?',
  'List the official languages of Bolivia',
];
const models = ['claude-sonnet-4-5', 'gpt-5-mini'];

/** A source of numbers in 0 … 1 that is the same in every run. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A span with everything that is not given at its default. */
export function span(
  given: Partial<SpanDetail> & Pick<SpanDetail, 'traceId' | 'spanId' | 'name'>,
): SpanDetail {
  return {
    parentSpanId: '',
    kind: 'span',
    layer: 'function',
    operation: given.name,
    service: 'atlas',
    startMs: 0,
    durationMs: 1,
    status: 'unset',
    model: '',
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    statusMessage: '',
    attributes: {},
    resource: { 'service.name': 'atlas', 'service.version': '1.4.0', 'process.runtime.name': 'nodejs' },
    scope: '@sonde/observe 0.1.0',
    events: [],
    links: [],
    ...given,
  };
}

/** Telemetry of `traceCount` questions that ended shortly before `nowMs`. */
export function atlasTelemetry(nowMs: number, traceCount = 60): Telemetry {
  const random = randomOf(7);
  const spans: SpanDetail[] = [];
  const logs: LogEntry[] = [];
  const errors: ErrorOccurrence[] = [];
  for (let index = 0; index < traceCount; index += 1) {
    const startMs = nowMs - 40_000 - (traceCount - index - 1) * 51_000 * (0.6 + 0.8 * random());
    const made = atlasTrace({ index, startMs, random });
    spans.push(...made.spans);
    logs.push(...made.logs);
    errors.push(...made.errors);
  }
  errors.sort((a, b) => b.timeMs - a.timeMs);
  return { spans, logs, errors, findings: atlasFindings(nowMs, spans, random) };
}

interface TraceSeed {
  readonly index: number;
  readonly startMs: number;
  readonly random: () => number;
}

function atlasTrace({ index, startMs, random }: TraceSeed) {
  const traceId = hex(random, 32);
  const question = questions[index % questions.length] ?? '';
  const model = models[index % models.length] ?? '';
  const isFailing = index % 7 === 3;
  const sessionId = `chat_2026-03-0${1 + (index % 5)}T09-1${index % 5}`;
  const spans: SpanDetail[] = [];
  const logs: LogEntry[] = [];
  const resource = {
    'service.name': 'atlas',
    'service.version': '1.4.0',
    'vcs.ref.head.revision': '9f2c1ab',
    'process.runtime.name': 'nodejs',
    'demo.llm.mode': 'simulated',
  };
  const add = (given: Partial<SpanDetail> & Pick<SpanDetail, 'name'>, parent?: SpanDetail): SpanDetail => {
    const attributes = { 'session.id': sessionId, ...given.attributes };
    const made = span({
      traceId,
      spanId: hex(random, 16),
      parentSpanId: parent?.spanId ?? '',
      resource,
      ...given,
      attributes,
    });
    spans.push(made);
    return made;
  };
  const log = (
    at: SpanDetail,
    offsetMs: number,
    severity: LogEntry['severity'],
    message: string,
    eventName = '',
  ) =>
    logs.push({
      id: `${traceId}${logs.length}`,
      timeMs: at.startMs + offsetMs,
      severity,
      eventName,
      message,
      service: at.service,
      traceId,
      spanId: at.spanId,
      attributes: { component: 'atlas', 'request.id': `req-${index}` },
    });
  const slow = 0.7 + random() * 0.9;
  const durationMs = 3200 * slow;
  const root = add({
    name: 'invoke_agent atlas',
    operation: 'atlas',
    kind: 'agent',
    layer: 'workflow',
    startMs,
    durationMs,
    status: isFailing ? 'error' : 'ok',
    statusMessage: isFailing ? 'The exchange rate service did not answer' : '',
    attributes: { 'sonde.input': { query: question }, 'gen_ai.agent.name': 'atlas' },
  });
  const plan = add(
    {
      name: 'graph plan',
      operation: 'plan',
      kind: 'graph',
      layer: 'node',
      startMs: startMs + 12,
      durationMs: 900 * slow,
    },
    root,
  );
  const first = chat({
    model,
    startMs: plan.startMs + 9,
    durationMs: 860 * slow,
    question,
    answer: undefined,
  });
  add(first, plan);
  log(plan, 30, 'info', 'Planning with 4 tools', 'graph.node.enter');
  const gather = add(
    {
      name: 'graph gather',
      operation: 'gather',
      kind: 'graph',
      layer: 'node',
      startMs: plan.startMs + plan.durationMs + 6,
      durationMs: 1250 * slow,
      status: isFailing ? 'error' : 'unset',
    },
    root,
  );
  const retrieval = add(
    {
      name: 'retrieval countries',
      operation: 'countries',
      kind: 'retrieval',
      layer: 'tool',
      startMs: gather.startMs + 8,
      durationMs: 212 * slow,
      attributes: { 'gen_ai.retrieval.query.text': question, 'gen_ai.retrieval.top_k': 5 },
    },
    gather,
  );
  add(
    {
      name: 'embeddings text-embedding-3-small',
      operation: 'text-embedding-3-small',
      model: 'text-embedding-3-small',
      kind: 'embeddings',
      layer: 'tool',
      startMs: retrieval.startMs + 3,
      durationMs: 88 * slow,
      inputTokens: 14,
    },
    retrieval,
  );
  add(
    {
      name: 'query countries',
      operation: 'query countries',
      kind: 'vector',
      layer: 'tool',
      startMs: retrieval.startMs + 95 * slow,
      durationMs: 74 * slow,
      attributes: { 'sonde.vector.k': 5, 'sonde.vector.result.count': 5 },
    },
    retrieval,
  );
  add(
    {
      name: 'search_memory conversations',
      operation: 'conversations',
      kind: 'memory',
      layer: 'tool',
      startMs: gather.startMs + 12,
      durationMs: 41,
    },
    gather,
  );
  const tool = add(
    {
      name: 'execute_tool exchange_rate',
      operation: 'exchange_rate',
      kind: 'tool',
      layer: 'tool',
      startMs: gather.startMs + 230 * slow,
      durationMs: 640 * slow,
      status: isFailing ? 'error' : 'ok',
      attributes: {
        'gen_ai.tool.name': 'exchange_rate',
        'gen_ai.tool.call.id': 'call_8Hq2',
        'gen_ai.tool.call.arguments': { from: 'NOK', to: 'EUR', date: '2026-03-04' },
        ...(isFailing
          ? {}
          : { 'gen_ai.tool.call.result': { rate: 0.0862, source: 'ECB', asOf: '2026-03-04' } }),
      },
    },
    gather,
  );
  const request = add(
    {
      name: 'GET rates.example.com',
      operation: 'GET',
      startMs: tool.startMs + 4,
      durationMs: 630 * slow,
      status: isFailing ? 'error' : 'unset',
      attributes: {
        'http.request.method': 'GET',
        'url.full': 'https://rates.example.com/v2/NOK/EUR',
        'http.response.status_code': isFailing ? 504 : 200,
      },
    },
    tool,
  );
  log(request, 20, 'debug', 'GET https://rates.example.com/v2/NOK/EUR');
  if (isFailing) log(request, 620 * slow, 'error', 'The exchange rate service did not answer within 600 ms');
  else if (index % 4 === 1) log(request, 400 * slow, 'warn', 'Retrying after 429', 'http.retry');
  const answer = add(
    {
      name: 'graph answer',
      operation: 'answer',
      kind: 'graph',
      layer: 'node',
      startMs: gather.startMs + gather.durationMs + 5,
      durationMs: durationMs - (gather.startMs + gather.durationMs + 5 - startMs) - 4,
    },
    root,
  );
  if (!isFailing)
    add(
      chat({
        model,
        startMs: answer.startMs + 6,
        durationMs: answer.durationMs - 12,
        question,
        answer:
          'One krone buys €0.0862 today, according to the European Central Bank. That is 0.4 % more than a week ago.',
      }),
      answer,
    );
  log(
    root,
    durationMs - 3,
    isFailing ? 'error' : 'info',
    isFailing ? 'Gave up' : 'Answered',
    'chat.complete',
  );
  const errors = isFailing ? [atlasError({ tool, root, gather, retrieval, question, sessionId })] : [];
  return { spans, logs, errors };
}

interface ChatSeed {
  readonly model: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly question: string;
  readonly answer: string | undefined;
}

function chat({
  model,
  startMs,
  durationMs,
  question,
  answer,
}: ChatSeed): Partial<SpanDetail> & { name: string } {
  const call = {
    type: 'tool_call',
    id: 'call_8Hq2',
    name: 'exchange_rate',
    arguments: { from: 'NOK', to: 'EUR', date: '2026-03-04' },
  };
  const history = [
    { role: 'user', parts: [{ type: 'text', content: question }] },
    ...(answer === undefined
      ? []
      : [
          { role: 'assistant', parts: [call] },
          {
            role: 'tool',
            parts: [{ type: 'tool_call_response', id: 'call_8Hq2', result: { rate: 0.0862, source: 'ECB' } }],
          },
        ]),
  ];
  const output = answer === undefined ? [call] : [{ type: 'text', content: answer }];
  return {
    name: `chat ${model}`,
    operation: model,
    kind: 'llm',
    layer: 'tool',
    startMs,
    durationMs,
    model,
    inputTokens: answer === undefined ? 812 : 1430,
    outputTokens: answer === undefined ? 64 : 208,
    costUsd: answer === undefined ? 0.0034 : 0.0074,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': model,
      'gen_ai.request.temperature': 0.2,
      'gen_ai.response.finish_reasons': [answer === undefined ? 'tool_calls' : 'stop'],
      'gen_ai.response.time_to_first_chunk': 0.31,
      'gen_ai.system_instructions': [
        { type: 'text', content: 'You answer questions about countries. Use tools for facts that change.' },
      ],
      'gen_ai.input.messages': history,
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: output }]),
    },
  };
}

const stack = [
  'TimeoutError: The exchange rate service did not answer within 600 ms',
  '    at fetchRate (file:///srv/atlas/src/tools/exchange-rate.ts:42:13)',
  '    at async exchangeRate (file:///srv/atlas/src/tools/exchange-rate.ts:18:16)',
  '    at async gather (file:///srv/atlas/src/graph/gather.ts:61:22)',
  '    at async Pregel.invoke (file:///srv/atlas/node_modules/@langchain/langgraph/dist/pregel/index.js:1180:9)',
  '    at async node:internal/process/task_queues:105:5',
].join('\n');

interface ErrorSeed {
  readonly tool: SpanDetail;
  readonly root: SpanDetail;
  readonly gather: SpanDetail;
  readonly retrieval: SpanDetail;
  readonly question: string;
  readonly sessionId: string;
}

function atlasError({ tool, root, gather, retrieval, question, sessionId }: ErrorSeed): ErrorOccurrence {
  return {
    id: `e${tool.spanId}`,
    fingerprint: 'v1:4c1f09ab77de2310',
    timeMs: tool.startMs + tool.durationMs,
    eventName: 'gen_ai.execute_tool.exception',
    type: 'TimeoutError',
    message: 'The exchange rate service did not answer within 600 ms',
    stacktrace: stack,
    service: 'atlas',
    traceId: tool.traceId,
    spanId: tool.spanId,
    sessionId,
    operation: 'exchange_rate',
    kind: 'tool',
    elapsedMs: tool.durationMs,
    input: { from: 'NOK', to: 'EUR', date: '2026-03-04' },
    ancestors: [
      {
        name: 'graph gather',
        kind: 'graph',
        spanId: gather.spanId,
        elapsedMs: 870,
        input: { question, plan: ['countries', 'exchange_rate'] },
      },
      {
        name: 'invoke_agent atlas',
        kind: 'agent',
        spanId: root.spanId,
        elapsedMs: 1804,
        input: { question },
      },
    ],
    completed: [
      { name: 'graph plan', kind: 'graph', spanId: root.spanId, durationMs: 902, failed: false },
      {
        name: 'retrieval countries',
        kind: 'retrieval',
        spanId: retrieval.spanId,
        durationMs: 212,
        failed: false,
        output: { documents: 5, best: 0.83 },
      },
      {
        name: 'search_memory conversations',
        kind: 'memory',
        spanId: root.spanId,
        durationMs: 41,
        failed: false,
      },
    ],
    causes: [
      {
        type: 'SocketError',
        message: 'other side closed',
        stacktrace:
          'SocketError: other side closed\n    at Socket.<anonymous> (node:internal/deps/undici/undici:6420:24)',
      },
    ],
    attributes: {
      'sonde.context.baseline': { count: 812, meanMs: 241, stddevMs: 66, p50Ms: 228, p95Ms: 371 },
      'sonde.exception.fingerprint': 'v1:4c1f09ab77de2310',
      'sonde.step.id': 'gather',
      'service.version': '1.4.0',
    },
  };
}

function atlasFindings(
  nowMs: number,
  spans: readonly SpanDetail[],
  random: () => number,
): readonly LatencyFinding[] {
  const finding = (
    id: string,
    operation: string,
    kind: string,
    beforeMs: number,
    nowTypicalMs: number,
    agoMs: number,
  ) => {
    const windowMs = Array.from({ length: 80 }, (_, index) => {
      const typical = index < 44 ? beforeMs : nowTypicalMs;
      return typical * Math.exp((random() + random() + random() - 1.5) * 0.35);
    });
    const exemplars = spans
      .filter((one) => one.operation === operation)
      .slice(-4)
      .map(({ traceId, spanId, durationMs }) => ({ traceId, spanId, durationMs }));
    const made: LatencyFinding = {
      id,
      timeMs: nowMs - agoMs,
      service: 'atlas',
      operation,
      kind,
      measure: kind === 'llm' ? 'first_chunk' : 'duration',
      detector: 'cusum',
      baselineMs: beforeMs,
      currentMs: nowTypicalMs,
      meanMs: beforeMs * 1.06,
      stddevMs: beforeMs * 0.21,
      deviationRatio: nowTypicalMs / beforeMs - 1,
      calls: 812,
      windowMs,
      exemplars,
      traceId: exemplars[0]?.traceId ?? '',
    };
    return made;
  };
  return [
    finding('f1', 'exchange_rate', 'tool', 228, 611, 190_000),
    finding('f2', 'claude-sonnet-4-5', 'llm', 310, 455, 1_500_000),
    finding('f3', 'countries', 'retrieval', 214, 142, 2_900_000),
  ];
}

function hex(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) text += Math.floor(random() * 16).toString(16);
  return text;
}
