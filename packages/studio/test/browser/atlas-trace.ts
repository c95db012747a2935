/** One question to the assistant: its spans, its logs, and the exception that every seventh ends in. */
import type { LogEntry, SpanDetail } from '@sonde/store/reader';
import { chat } from './atlas-chat.ts';
import { atlasError } from './atlas-failure.ts';
import { hexOf, span } from './telemetry.ts';

const questions = [
  'What is the capital of Mongolia, and how far is it from Beijing?',
  'Compare the GDP per head of Portugal and Greece since 2010',
  'Which countries border Chad?',
  'Draft a two-day itinerary for Ljubljana with a rainy-day option',
  'What is the exchange rate from NOK to EUR today?',
  'List the official languages of Bolivia',
];
const models = ['claude-sonnet-4-5', 'gpt-5-mini'];

/** Which question, when, and how fast. */
export interface TraceSeed {
  readonly index: number;
  readonly startMs: number;
  readonly random: () => number;
}

/** Makes the telemetry of one question. */
export function atlasTrace({ index, startMs, random }: TraceSeed) {
  const traceId = hexOf(random, 32);
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
      spanId: hexOf(random, 16),
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
