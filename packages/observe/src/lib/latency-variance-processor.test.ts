import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { LatencyVarianceProcessor } from './latency-variance-processor.ts';
import { observe } from './observe.ts';
import type { ObservedEvent } from './observed-event.ts';
import { startOperation } from './operation.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const noise = (i: number) => Math.exp(0.15 * Math.sin(i * 12.9898) * 2);

/** Times come from the test, so that no clock decides it. */
function callOf(name: string, durationMs: number): void {
  const span = trace.getTracer('test').startSpan(`execute_tool ${name}`, {
    startTime: new Date(1_000_000),
    attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name },
  });
  span.end(new Date(1_000_000 + durationMs));
}

/** A span of another instrumentation, as it ends. */
const chatSpan = (durationMs: number, model = 'm') => ({
  attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model },
  duration: [0, durationMs * 1e6],
  status: { code: 0 },
  events: [],
  name: `chat ${model}`,
  kind: 0,
  spanContext: () => ({ traceId: '', spanId: '', traceFlags: 1 }),
  setAttribute: () => {},
});

describe('latency variance', () => {
  test('is silent while latency is stable', () => {
    for (let i = 0; i < 1_000; i += 1) callOf('stable', Math.round(100 * noise(i)));
    expect(observed.events).toEqual([]);
  });

  test('reports a lasting change once, with before, after, window and slowest traces, and marks the span', () => {
    for (let i = 0; i < 640; i += 1) callOf('slower', Math.round(100 * noise(i) * (i < 400 ? 1 : 1.5)));
    expect(observed.events).toHaveLength(1);
    const { attributes, eventName, body } = observed.events[0] as ObservedEvent;
    expect(eventName).toBe('sonde.latency_variance');
    expect(body).toMatch(/^slower is \d+ % slower/);
    expect(attributes['sonde.latency.current_ms']).toBeGreaterThan(
      1.3 * Number(attributes['sonde.latency.baseline_ms']),
    );
    expect(attributes['sonde.latency.calls']).toBeGreaterThan(400);
    expect(attributes['sonde.latency.calls']).toBeLessThanOrEqual(520);
    const window = attributes['sonde.latency.window_ms'] as number[];
    expect(Math.min(...window)).toBeLessThan(130);
    expect(Math.max(...window)).toBeGreaterThan(170);
    expect(attributes['sonde.latency.exemplars']).toHaveLength(3);
    expect(observed.spans().filter((span) => span.attributes['sonde.latency.changed'])).toHaveLength(1);
  });

  test('goes on from an earlier state', () => {
    for (let i = 0; i < 400; i += 1) callOf('slower', Math.round(100 * noise(i)));
    const events: ObservedEvent[] = [];
    const next = new LatencyVarianceProcessor({ emit: (event) => void events.push(event) });
    next.restore(JSON.parse(JSON.stringify(observed.latency.snapshot())));
    expect(next.snapshot()).toEqual(observed.latency.snapshot());
  });

  test('judges model calls on first chunk and time per output token as well', () => {
    const operation = startOperation({ kind: 'llm', name: 'm' });
    operation?.markFirstChunk();
    operation?.setAttributes({ 'gen_ai.usage.output_tokens': 10 });
    operation?.end();
    expect(observed.latency.snapshot().map(({ key }) => key)).toEqual([
      'llm:m',
      'llm:m|first_chunk',
      'llm:m|per_output_token',
    ]);
  });

  test('judges a streamed answer on its first chunk and on its time per token, by the real stream', async () => {
    const ask = observe.llm(
      async function* (): AsyncGenerator<string> {
        yield 'a';
        trace.getActiveSpan()?.setAttribute('gen_ai.usage.output_tokens', 2);
        yield 'b';
      },
      { name: 'm' },
    );
    for (let i = 0; i < 3; i += 1) for await (const _ of ask());
    const counts = observed.latency.snapshot().map(({ key, baseline }) => [key, baseline.totalCount]);
    expect(counts).toEqual([
      ['llm:m', 3],
      ['llm:m|first_chunk', 3],
      ['llm:m|per_output_token', 3],
    ]);
  });

  test('reports a first chunk that comes later though the whole takes as long as ever', () => {
    const events: ObservedEvent[] = [];
    const processor = new LatencyVarianceProcessor({
      emit: (event) => void events.push(event),
      detector: 'threshold',
    });
    const answer = (firstChunkMs: number) => {
      const operation = startOperation({ kind: 'llm', name: 'm' });
      if (operation !== undefined) operation.firstChunkMs = firstChunkMs;
      processor.onEnding({ ...chatSpan(500), [Symbol.for('sonde.operation')]: operation } as never);
      operation?.end();
    };
    for (let i = 0; i < 20; i += 1) answer(50);
    answer(120);
    expect(events.map(({ attributes }) => attributes['sonde.latency.measure'])).toEqual(['first_chunk']);
    expect(events[0]?.attributes['sonde.latency.window_ms']).toHaveLength(21);
    expect(events[0]?.attributes['sonde.latency.exemplars']).toHaveLength(3);
  });

  test('says nothing of a change below the floor, however large its ratio, and counts it', () => {
    const bodies: string[] = [];
    const judge = (durationMs: number, differenceMinMs?: number) => {
      const processor = new LatencyVarianceProcessor({
        emit: ({ body }) => void bodies.push(body),
        detector: 'threshold',
        ...(differenceMinMs === undefined ? {} : { differenceMinMs }),
      });
      for (let i = 0; i < 20; i += 1) processor.onEnding(chatSpan(0.01) as never);
      processor.onEnding(chatSpan(durationMs) as never);
      return processor.tooSmallCount;
    };
    expect([judge(0.9), judge(1.2), judge(0.9, 0.5), judge(0.9, 0)]).toEqual([1, 0, 0, 0]);
    expect(bodies).toHaveLength(3);
  });

  test('judges the time per token on the whole answer', () => {
    const measures: unknown[] = [];
    const processor = new LatencyVarianceProcessor({
      emit: ({ attributes }) => void measures.push(attributes['sonde.latency.measure']),
      detector: 'threshold',
    });
    const answer = (durationMs: number) => {
      const operation = startOperation({ kind: 'llm', name: 'm' });
      const attributes = { 'gen_ai.usage.output_tokens': 1_000 };
      const ending = { ...chatSpan(durationMs), attributes, [Symbol.for('sonde.operation')]: operation };
      processor.onEnding(ending as never);
      operation?.end();
    };
    for (let i = 0; i < 20; i += 1) answer(100);
    answer(150);
    expect(measures).toEqual(['duration', 'per_output_token']);
  });

  test('keeps the models behind one name apart', () => {
    const call = (kind: 'llm' | 'embeddings' | 'tool', name: string, model: string) =>
      startOperation({ kind, name, attributes: { 'gen_ai.request.model': model } })?.end();
    call('llm', 'ask', 'x');
    call('llm', 'ask', 'y');
    call('llm', 'x', 'x');
    call('embeddings', 'embed', 'x');
    call('tool', 'search', 'x');
    const keys = observed.latency.snapshot().map(({ key }) => key);
    expect(keys).toEqual(['llm:ask@x', 'llm:ask@y', 'llm:x', 'embeddings:embed@x', 'tool:search']);
  });

  test('keeps the time per token of streamed and whole answers apart', () => {
    for (const isStreamed of [true, false]) {
      const operation = startOperation({ kind: 'llm', name: 'm' });
      if (isStreamed) operation?.markFirstChunk();
      operation?.setAttributes({ 'gen_ai.usage.output_tokens': 10 });
      operation?.end();
    }
    const perToken = observed.latency.snapshot().filter(({ key }) => key.includes('per_output_token'));
    expect(perToken.map(({ key }) => key)).toEqual([
      'llm:m|per_output_token',
      'llm:m|per_output_token|whole',
    ]);
    expect(perToken.map(({ detector }) => detector.state[0])).toEqual([1, 1]);
  });

  test('says which way the threshold was left', () => {
    const bodies: string[] = [];
    const classic = new LatencyVarianceProcessor({
      emit: ({ body }) => void bodies.push(body),
      detector: 'threshold',
    });
    for (let i = 0; i < 20; i += 1) classic.onEnding(chatSpan(100) as never);
    classic.onEnding(chatSpan(50) as never);
    expect(bodies).toEqual(['m is 50 % faster: 100.0 ms before, 50.0 ms now']);
  });

  test('fails for itself alone', () => {
    const processor = new LatencyVarianceProcessor({
      emit: () => {
        throw new Error('logger is gone');
      },
      detector: 'threshold',
    });
    for (const durationMs of [...Array.from({ length: 20 }, () => 100), 200])
      processor.onEnding(chatSpan(durationMs) as never);
    expect(observed.failures.map(([where]) => where)).toEqual(['latency variance']);
  });

  test('watches a bounded number of operations, and counts the rest', () => {
    const bounded = new LatencyVarianceProcessor({ emit: () => {}, operationsMax: 1 });
    for (const name of ['a', 'b', 'b']) bounded.onEnding(chatSpan(1, name) as never);
    expect(bounded.unwatchedCount).toBe(2);
  });
});
