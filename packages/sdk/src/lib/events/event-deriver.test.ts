import { afterEach, expect, test } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { observe, withContext } from '@sonde/observe';
import { type Collected, startCollecting } from '../../../test/collected-metrics.ts';

let sonde: Collected | undefined;
afterEach(async () => {
  await sonde?.providers.stop();
  sonde = undefined;
});

const names = () => sonde?.sink.logs.map(({ eventName }) => eventName);

async function answer(): Promise<void> {
  const ask = observe.llm(async () => 'large', {
    name: 'gpt-4o',
    attributes: {
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1_000,
    },
  });
  const plan = observe.graph(async (state: object) => ({ ...state, plan: 'ask' }), { name: 'plan' });
  const search = observe.vector(async () => ['a'], { name: 'docs' });
  await withContext({ conversationId: 'c-1', requestId: 'r-1' }, () =>
    observe.run({ kind: 'agent', name: 'helper' }, async () => {
      await plan({ question: 'How large is Norway?' });
      await search();
      await ask();
    }),
  );
}

test('events are derived from ended operations, with their trace, ids, times and cost', async () => {
  sonde = startCollecting({ events: ['chat', 'graph', 'vector', 'llm'], detail: 'full' });
  await answer();
  expect(names()).toEqual([
    'graph.node.enter',
    'graph.state.update',
    'graph.node.exit',
    'vector.search',
    'llm.request',
    'llm.response',
    'chat.start',
    'chat.message',
    'chat.message',
    'chat.complete',
  ]);
  const [helper] = sonde.sink.spans.filter(({ name }) => name === 'invoke_agent helper');
  for (const log of sonde.sink.logs) {
    expect(log.traceId).toBe(helper?.traceId);
    expect(log.attributes).toMatchObject({ 'gen_ai.conversation.id': 'c-1', 'sonde.request.id': 'r-1' });
  }
  const told = Object.fromEntries(sonde.sink.logs.map((log) => [log.eventName, log]));
  expect(told['graph.state.update']?.attributes).toMatchObject({ 'sonde.state.keys': ['question', 'plan'] });
  expect(told['llm.response']?.attributes).toMatchObject({ 'sonde.cost.usd': 0.0025 });
  expect(told['chat.complete']?.attributes).toMatchObject({ 'sonde.process.memory': expect.any(Number) });
  // Events carry times in milliseconds with fractions: a microsecond may be lost.
  const apart = Number((told['chat.start']?.timeUnixNano ?? 0n) - (helper?.startTimeUnixNano ?? 0n));
  expect(Math.abs(apart)).toBeLessThan(2_000);
});

test('content is told only where the spans hold it', async () => {
  sonde = startCollecting({ events: ['chat', 'graph', 'llm'], detail: 'errors' });
  await answer();
  expect(sonde.sink.logs).toHaveLength(9);
  expect(JSON.stringify(sonde.sink.logs.map(({ attributes }) => Object.keys(attributes)))).not.toMatch(
    /messages|content/,
  );
});

test('none are derived unless asked for, nor of traces that are not kept', async () => {
  sonde = startCollecting();
  await answer();
  await sonde.providers.stop();
  expect(names()).toEqual([]);
  sonde = startCollecting({ events: ['chat'], sampler: 'always_off' });
  await answer();
  expect(names()).toEqual([]);
});

test('spans of other instrumentations have events as well', () => {
  sonde = startCollecting({ events: ['llm', 'chat'] });
  const tracer = trace.getTracer('other');
  tracer
    .startSpan('chat', { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' } })
    .end();
  tracer.startSpan('GET /').end();
  expect(names()).toEqual([
    'chat.start',
    'chat.message',
    'llm.request',
    'llm.response',
    'chat.message',
    'chat.complete',
  ]);
});

test('a trace that is kept for its end has its events as well, though the sampler left it out', async () => {
  sonde = startCollecting({ events: ['llm', 'vector'], sampler: 'always_off', keep: ['errors'] });
  const search = observe.vector(async () => ['a'], { name: 'docs' });
  const run = observe.agent(
    async (isFailing: boolean) => {
      await search();
      if (isFailing) throw new RangeError('no such country');
    },
    { name: 'helper' },
  );
  await run(false);
  expect(names()).toEqual([]);
  await run(true).catch(() => {});
  expect(names()).toEqual(['gen_ai.invoke_agent.exception', 'vector.search']);
  expect(sonde.sink.spans).toHaveLength(2);
});
