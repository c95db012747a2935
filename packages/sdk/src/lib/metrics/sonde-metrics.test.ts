import { afterEach, describe, expect, test } from '@jest/globals';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { observe, startOperation, withContext } from '@sonde/observe';
import { type Collected, startCollecting } from '../../../test/collected-metrics.ts';
import { startAsGuest } from '../providers.ts';

let sonde: Collected | undefined;
afterEach(async () => {
  await sonde?.providers.stop();
  sonde = undefined;
});

function modelCall(usage: Record<string, number>, model: string = 'gpt-4o'): void {
  const operation = startOperation({
    kind: 'llm',
    name: model,
    attributes: { 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': model },
  });
  operation?.setAttributes(usage).end();
}

const usage = {
  'gen_ai.usage.input_tokens': 1_000,
  'gen_ai.usage.output_tokens': 100,
  'gen_ai.usage.cache_read.input_tokens': 800,
};

describe('metrics of operations', () => {
  test('count calls, tokens, cached tokens and cost of a model', async () => {
    sonde = startCollecting();
    modelCall(usage);
    modelCall(usage);
    modelCall(usage, 'house-model');
    const metrics = await sonde.collect();
    expect(metrics['llm.token.usage']).toMatchObject([
      { attributes: { model: 'gpt-4o', type: 'input' }, value: 2_000 },
      { attributes: { model: 'gpt-4o', type: 'output' }, value: 200 },
      { attributes: { model: 'house-model', type: 'input' }, value: 1_000 },
      { attributes: { model: 'house-model', type: 'output' }, value: 100 },
    ]);
    expect(metrics['sonde.cache.tokens']?.[0]).toMatchObject({
      attributes: { model: 'gpt-4o', type: 'read' },
      value: 1_600,
    });
    // Twice 200 × 2.5 + 800 × 1.25 + 100 × 10 millionths.
    expect(metrics['sonde.cost']).toHaveLength(1);
    expect(metrics['sonde.cost']?.[0]?.value).toBeCloseTo(0.005, 12);
    expect(metrics['sonde.unpriced.calls']).toMatchObject([
      { attributes: { model: 'house-model' }, value: 1 },
    ]);
    expect(metrics['gen_ai.client.operation.duration']?.[0]).toMatchObject({
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
      },
      value: { count: 2 },
    });
    expect(metrics['gen_ai.client.token.usage']?.[0]).toMatchObject({
      attributes: { 'gen_ai.token.type': 'input' },
      value: { count: 2, sum: 2_000, buckets: { boundaries: expect.arrayContaining([1, 4, 1_024]) } },
    });
  });

  test('put the cost on the span, and none where the model has no price', async () => {
    sonde = startCollecting();
    modelCall(usage);
    modelCall(usage, 'house-model');
    expect(sonde.sink.spans.map(({ attributes }) => attributes['sonde.cost.usd'])).toEqual([
      0.0025,
      undefined,
    ]);
  });

  test('do not count the sum of an agent again', async () => {
    sonde = startCollecting();
    observe.run(
      { kind: 'agent', name: 'helper', attributes: { ...usage, 'gen_ai.request.model': 'gpt-4o' } },
      () => modelCall(usage),
    );
    const metrics = await sonde.collect();
    expect(metrics['sonde.cost']?.[0]?.value).toBeCloseTo(0.0025, 12);
    expect(metrics['llm.token.usage']?.[0]?.value).toBe(1_000);
  });

  test('tell streams by first chunk and by the mean of the others', async () => {
    sonde = startCollecting();
    const stream = observe.llm(
      async function* () {
        yield 'a';
        yield 'b';
        yield 'c';
      },
      { name: 'gpt-4o' },
    );
    for await (const _ of stream()) void _;
    const metrics = await sonde.collect();
    expect(metrics['gen_ai.client.operation.time_to_first_chunk']?.[0]?.value).toMatchObject({ count: 1 });
    expect(metrics['gen_ai.client.operation.time_per_output_chunk']?.[0]?.value).toMatchObject({ count: 2 });
  });

  test('count tools, graph nodes and vector stores by name, operation and status', async () => {
    sonde = startCollecting();
    const node = observe.graph(
      (fail: boolean) => {
        if (fail) throw new RangeError('no');
      },
      { name: 'plan' },
    );
    node(false);
    expect(() => node(true)).toThrow(RangeError);
    observe.vector(() => [], { name: 'docs', attributes: { 'db.operation.name': 'upsert' } })();
    const metrics = await sonde.collect();
    expect(metrics['graph.node.duration']).toMatchObject([
      { attributes: { node_name: 'plan' }, value: { count: 2 } },
    ]);
    expect(metrics['vector.store.operations']).toEqual([
      expect.objectContaining({ attributes: { operation: 'insert', status: 'ok' }, value: 1 }),
    ]);
    expect(metrics['sonde.operation.duration']).toMatchObject([
      { attributes: { 'sonde.operation.kind': 'graph', 'sonde.operation.name': 'plan', status: 'ok' } },
      { attributes: { 'sonde.operation.kind': 'graph', 'sonde.operation.name': 'plan', status: 'error' } },
      { attributes: { 'sonde.operation.kind': 'vector', 'sonde.operation.name': 'docs', status: 'ok' } },
    ]);
    expect(metrics['sonde.exceptions']).toMatchObject([
      { attributes: { 'sonde.operation.kind': 'graph', 'error.type': 'RangeError' }, value: 1 },
    ]);
  });

  test('count an exception once, however many operations it crosses', async () => {
    sonde = startCollecting();
    const inner = observe.tool(
      () => {
        throw new TypeError('broken');
      },
      { name: 'inner' },
    );
    expect(() => observe.run('outer', inner)).toThrow(TypeError);
    const metrics = await sonde.collect();
    expect(metrics['sonde.exceptions']).toMatchObject([
      { attributes: { 'sonde.operation.name': 'inner' }, value: 1 },
    ]);
    expect(metrics['sonde.operation.duration']).toHaveLength(2);
  });

  test('call a turn what answers a conversation: the outermost agent, workflow or model call', async () => {
    sonde = startCollecting();
    observe.run({ kind: 'workflow', name: 'answer' }, () => modelCall(usage));
    modelCall(usage);
    observe.run('no turn', () => {});
    withContext({ conversationId: 'c1' }, () => observe.run('a turn', () => {}));
    const turns = (await sonde.collect())['chat.response.time'];
    expect(turns).toMatchObject([
      { attributes: { status: 'ok' }, value: { count: 3, buckets: { boundaries: [0.1, 0.5, 1, 2, 5] } } },
    ]);
  });

  test('tell the largest state since the last collection', async () => {
    sonde = startCollecting();
    const node = observe.graph((state: unknown) => state, { name: 'plan' });
    node({ notes: 'x'.repeat(5_000) });
    node({ notes: 'x' });
    expect((await sonde.collect())['chat.memory']?.[0]?.value).toBeGreaterThan(5_000);
    node({ notes: 'x' });
    expect((await sonde.collect())['chat.memory']?.[0]?.value).toBeLessThan(100);
    expect((await sonde.collect())['chat.memory']).toBeUndefined();
  });

  test('take the size of a state that the application tells, however large', async () => {
    sonde = startCollecting();
    const state = (sizeBytes: number) =>
      sonde?.providers.emitEvent({
        eventName: 'graph.state.update',
        severityNumber: 9,
        body: '',
        attributes: { 'sonde.state.size': sizeBytes },
        context: context.active(),
      });
    state(600_000_000);
    state(5);
    expect((await sonde.collect())['chat.memory']?.[0]?.value).toBe(600_000_000);
    expect((await sonde.collect())['chat.memory']).toBeUndefined();
  });

  test('count calls that no trace is kept of', async () => {
    sonde = startCollecting({ sampler: 'always_off' });
    modelCall(usage);
    expect(sonde.sink.spans).toEqual([]);
    expect((await sonde.collect())['llm.token.usage']?.[0]?.value).toBe(1_000);
  });

  test('count spans of other instrumentations by the GenAI conventions', async () => {
    sonde = startCollecting();
    const tracer = trace.getTracer('other');
    const chat = tracer.startSpan('chat', { attributes: { 'gen_ai.operation.name': 'chat', ...usage } });
    chat.setAttributes({ 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai' });
    chat.setStatus({ code: SpanStatusCode.ERROR });
    chat.end();
    tracer.startSpan('raw', { attributes: { ...usage, 'gen_ai.request.model': 'gpt-4o' } }).end();
    tracer.startSpan('GET /').end();
    const metrics = await sonde.collect();
    expect(metrics['sonde.operation.duration']).toMatchObject([
      { attributes: { 'sonde.operation.name': 'gpt-4o', status: 'error' }, value: { count: 1 } },
      { attributes: { 'sonde.operation.name': 'gpt-4o', status: 'ok' }, value: { count: 1 } },
    ]);
    expect(metrics['gen_ai.client.operation.duration']?.[0]?.attributes['error.type']).toBe('_OTHER');
    expect(metrics['sonde.cost']?.map(({ value }) => value)).toEqual([0.0025, 0.0025]);
  });

  test('are off when switched off', async () => {
    sonde = startCollecting({ metrics: false });
    modelCall(usage);
    expect(await sonde.collect()).toEqual({});
  });
});

describe('a tracer provider of the application', () => {
  test.each(['with onEnding', 'of a line without it'])('is counted as well: %s', async (line) => {
    sonde = startCollecting({}, startAsGuest);
    const { spanProcessor } = sonde.providers;
    const without = {
      onStart: spanProcessor.onStart.bind(spanProcessor),
      onEnd: spanProcessor.onEnd.bind(spanProcessor),
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    const own = new TracerProvider({ spanProcessors: [line === 'with onEnding' ? spanProcessor : without] });
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', ...usage };
    own.getTracer('own').startSpan('chat gpt-4o', { attributes }).end();
    const metrics = await sonde.collect();
    expect(metrics['llm.token.usage']?.[0]).toMatchObject({ attributes: { model: 'gpt-4o' }, value: 1_000 });
    expect(metrics['sonde.cost'] !== undefined).toBe(line === 'with onEnding');
  });
});

describe('the latest names of the GenAI conventions', () => {
  test('are given on request', async () => {
    sonde = startCollecting({ genAiMetrics: 'latest' });
    observe.run({ kind: 'agent', name: 'helper' }, () => {
      modelCall(usage);
      modelCall({ ...usage, 'gen_ai.usage.reasoning.output_tokens': 7 });
      observe.tool(() => {}, { name: 'lookup' })();
    });
    observe.embeddings(() => {}, { name: 'text-embedding-3-small' })();
    const metrics = await sonde.collect();
    const one = (name: string) => metrics[name]?.[0];
    expect(one('gen_ai.client.inference.duration')?.value).toMatchObject({ count: 2 });
    expect(one('gen_ai.client.inference.usage.input_tokens')).toMatchObject({
      attributes: { 'gen_ai.token.modality': 'unknown' },
      value: 2_000,
    });
    expect(one('gen_ai.client.inference.usage.cache_read.input_tokens')?.value).toBe(1_600);
    expect(one('gen_ai.client.inference.usage.reasoning.output_tokens')?.value).toBe(7);
    expect(one('gen_ai.client.inference.operation.output_tokens')?.value).toMatchObject({
      count: 2,
      sum: 200,
    });
    expect(one('gen_ai.execute_tool.duration')?.attributes).toEqual({ 'gen_ai.tool.name': 'lookup' });
    expect(one('gen_ai.invoke_agent.duration')?.value).toMatchObject({ count: 1 });
    expect(one('gen_ai.invoke_agent.inference_calls')?.value).toMatchObject({ count: 1, sum: 2 });
    expect(one('gen_ai.invoke_agent.tool_calls')?.value).toMatchObject({ count: 1, sum: 1 });
    expect(metrics['gen_ai.client.operation.duration']).toMatchObject([
      { attributes: { 'gen_ai.operation.name': 'embeddings' } },
    ]);
    expect(metrics).not.toHaveProperty(['gen_ai.client.token.usage']);
  });
});

describe("Sonde's own records", () => {
  test('are metrics by signal and reason', async () => {
    sonde = startCollecting();
    modelCall(usage);
    sonde.ledger.delivered('traces', 1);
    sonde.ledger.dropped('logs', 'spool_full', 3);
    sonde.ledger.dropped('traces', 'refused', 2);
    sonde.ledger.sampledOut(7);
    const metrics = await sonde.collect();
    expect(metrics['sonde.records.delivered']).toMatchObject([
      { attributes: { signal: 'traces' }, value: 1 },
    ]);
    expect(metrics['sonde.records.dropped']).toMatchObject([
      { attributes: { signal: 'traces', reason: 'refused' }, value: 2 },
      { attributes: { signal: 'logs', reason: 'spool_full' }, value: 3 },
    ]);
    expect(metrics['sonde.records.sampled_out']).toMatchObject([
      { attributes: { signal: 'traces' }, value: 7 },
    ]);
    expect(metrics['otel.sdk.exporter.span.exported']).toMatchObject([
      { attributes: { 'otel.component.type': 'sonde_sender' }, value: 1 },
      { attributes: { 'otel.component.type': 'sonde_sender', 'error.type': 'refused' }, value: 2 },
    ]);
    expect(metrics['process.memory.usage']?.[0]?.value).toBeGreaterThan(1_000_000);
  });

  test('are not told before there is anything to tell', async () => {
    sonde = startCollecting();
    expect(await sonde.collect()).toEqual({});
  });
});
