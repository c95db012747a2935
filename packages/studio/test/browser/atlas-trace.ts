/** One question to the assistant: its spans, its logs, and the exception that every seventh ends in. */
import type { SpanDetail } from '@sonde/store/reader';
import { chat } from './atlas-chat.ts';
import { atlasError } from './atlas-failure.ts';
import { TraceRecorder } from './trace-recorder.ts';

const questions = [
  'What is the capital of Mongolia, and how far is it from Beijing?',
  'Compare the GDP per head of Portugal and Greece since 2010',
  'Which countries border Chad?',
  'Draft a two-day itinerary for Ljubljana with a rainy-day option',
  'What is the exchange rate from NOK to EUR today?',
  'List the official languages of Bolivia',
];
const models = ['claude-sonnet-4-5', 'gpt-5-mini'];
const answerText =
  'One krone buys €0.0862 today, according to the European Central Bank. That is 0.4 % more than a week ago.';

/** Which question, when, and where numbers come from. */
export interface TraceSeed {
  readonly index: number;
  readonly startMs: number;
  readonly random: () => number;
}

interface Turn {
  readonly trace: TraceRecorder;
  readonly question: string;
  readonly model: string;
  readonly isFailing: boolean;
  readonly isRetried: boolean;
  /** How much slower than usual. */
  readonly slow: number;
}

/** Makes the telemetry of one question. */
export function atlasTrace({ index, startMs, random }: TraceSeed) {
  const sessionId = `chat_2026-03-0${1 + (index % 5)}T09-1${index % 5}`;
  const trace = new TraceRecorder(random, sessionId);
  const question = questions[index % questions.length] ?? '';
  const model = models[index % models.length] ?? '';
  const isFailing = index % 7 === 3;
  const turn = { trace, question, model, isFailing, isRetried: index % 4 === 1, slow: 0.7 + random() * 0.9 };
  const root = agentSpan(turn, startMs);
  const plan = planNode(turn, root);
  const { gather, retrieval, tool } = gatherNode(turn, root, endOf(plan) + 6);
  answerNode(turn, root, endOf(gather) + 5);
  const last = isFailing
    ? ({ severity: 'error', message: 'Gave up' } as const)
    : ({ severity: 'info', message: 'Answered' } as const);
  trace.log(root, root.durationMs - 3, last, 'chat.complete');
  const { spans, logs } = trace;
  const seed = { tool, root, gather, retrieval, question, sessionId };
  return { spans, logs, errors: isFailing ? [atlasError(seed)] : [] };
}

function agentSpan({ trace, question, isFailing, slow }: Turn, startMs: number): SpanDetail {
  return trace.span({
    name: 'invoke_agent atlas',
    operation: 'atlas',
    kind: 'agent',
    layer: 'workflow',
    startMs,
    durationMs: 3200 * slow,
    status: isFailing ? 'error' : 'ok',
    statusMessage: isFailing ? 'The exchange rate service did not answer' : '',
    attributes: { 'sonde.input': { query: question }, 'gen_ai.agent.name': 'atlas' },
  });
}

function planNode({ trace, question, model, slow }: Turn, root: SpanDetail): SpanDetail {
  const startMs = root.startMs + 12;
  const plan = trace.span({ ...graphNode('plan'), startMs, durationMs: 900 * slow }, root);
  trace.span(
    chat({ model, startMs: startMs + 9, durationMs: 860 * slow, question, answer: undefined }),
    plan,
  );
  trace.log(plan, 30, { severity: 'info', message: 'Planning with 4 tools' }, 'graph.node.enter');
  return plan;
}

function gatherNode(turn: Turn, root: SpanDetail, startMs: number) {
  const { trace, isFailing, slow } = turn;
  const status = isFailing ? 'error' : 'unset';
  const gather = trace.span({ ...graphNode('gather'), startMs, durationMs: 1250 * slow, status }, root);
  const retrieval = retrievalSpan(turn, gather);
  const memory = { name: 'search_memory conversations', operation: 'conversations', kind: 'memory' };
  trace.span({ ...memory, layer: 'tool', startMs: startMs + 12, durationMs: 41 }, gather);
  return { gather, retrieval, tool: toolSpan(turn, gather) };
}

function retrievalSpan({ trace, question, slow }: Turn, gather: SpanDetail): SpanDetail {
  const startMs = gather.startMs + 8;
  const attributes = { 'gen_ai.retrieval.query.text': question, 'gen_ai.retrieval.top_k': 5 };
  const names = { name: 'retrieval countries', operation: 'countries', kind: 'retrieval', layer: 'tool' };
  const retrieval = trace.span({ ...names, startMs, durationMs: 212 * slow, attributes }, gather);
  const model = 'text-embedding-3-small';
  const embedding = {
    name: `embeddings ${model}`,
    operation: model,
    model,
    kind: 'embeddings',
    layer: 'tool',
  };
  trace.span({ ...embedding, startMs: startMs + 3, durationMs: 88 * slow, inputTokens: 14 }, retrieval);
  const query = { name: 'query countries', operation: 'query countries', kind: 'vector', layer: 'tool' };
  const found = { 'sonde.vector.k': 5, 'sonde.vector.result.count': 5 };
  trace.span({ ...query, startMs: startMs + 95 * slow, durationMs: 74 * slow, attributes: found }, retrieval);
  return retrieval;
}

function toolSpan(turn: Turn, gather: SpanDetail): SpanDetail {
  const { trace, isFailing, slow } = turn;
  const result = { rate: 0.0862, source: 'ECB', asOf: '2026-03-04' };
  const tool = trace.span(
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
        ...(isFailing ? {} : { 'gen_ai.tool.call.result': result }),
      },
    },
    gather,
  );
  requestSpan(turn, tool);
  return tool;
}

function requestSpan({ trace, isFailing, isRetried, slow }: Turn, tool: SpanDetail): void {
  const request = trace.span(
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
  trace.log(request, 20, { severity: 'debug', message: 'GET https://rates.example.com/v2/NOK/EUR' });
  const failure = 'The exchange rate service did not answer within 600 ms';
  if (isFailing) trace.log(request, 620 * slow, { severity: 'error', message: failure });
  else if (isRetried)
    trace.log(request, 400 * slow, { severity: 'warn', message: 'Retrying after 429' }, 'http.retry');
}

function answerNode({ trace, question, model, isFailing }: Turn, root: SpanDetail, startMs: number): void {
  const durationMs = endOf(root) - startMs - 4;
  const answer = trace.span({ ...graphNode('answer'), startMs, durationMs }, root);
  if (isFailing) return;
  const call = { model, startMs: startMs + 6, durationMs: durationMs - 12, question, answer: answerText };
  trace.span(chat(call), answer);
}

function graphNode(operation: string) {
  return { name: `graph ${operation}`, operation, kind: 'graph', layer: 'node' };
}

function endOf({ startMs, durationMs }: SpanDetail): number {
  return startMs + durationMs;
}
