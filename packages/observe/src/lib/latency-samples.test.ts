import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { LatencyVarianceProcessor, type WatchedSnapshot } from './latency-variance-processor.ts';
import { type Operation, startOperation } from './operation.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const START_MS = 1_000_000;

/** A span of another instrumentation. Times come from the test, so that no clock decides it. */
function spanOf(
  attributes: Record<string, string>,
  durationMs: number = 100,
  status: SpanStatusCode = 0,
): void {
  const span = trace
    .getTracer('other')
    .startSpan('their span', { startTime: new Date(START_MS), attributes });
  span.setStatus({ code: status });
  span.end(new Date(START_MS + durationMs));
}

const valuesByKey = () =>
  Object.fromEntries(observed.latency.snapshot().map(({ key, baseline }) => [key, baseline.values]));

describe('the latency of a span', () => {
  test('is its duration, beyond a second as well', () => {
    spanOf({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'slow' }, 2_500);
    expect(valuesByKey()).toEqual({ 'execute_tool:slow': [2_500] });
  });

  test('counts under what the conventions call it: tool, model, or the span itself', () => {
    const operation = { 'gen_ai.operation.name': 'chat' };
    spanOf({ ...operation, 'gen_ai.tool.name': 't', 'gen_ai.request.model': 'm' });
    spanOf({ ...operation, 'gen_ai.request.model': 'm' });
    spanOf(operation);
    expect(Object.keys(valuesByKey())).toEqual(['chat:t', 'chat:m', 'chat:their span']);
  });

  test('does not count when nothing says what it is, when it failed, or when nobody read it to its end', () => {
    const operation = { 'gen_ai.operation.name': 'chat' };
    spanOf({ 'http.route': '/' });
    spanOf(operation, 100, SpanStatusCode.ERROR);
    spanOf({ ...operation, 'sonde.stream.ended_by': 'gc' });
    expect(valuesByKey()).toEqual({});
    spanOf({ ...operation, 'sonde.stream.ended_by': 'consumer' }, 100, SpanStatusCode.OK);
    expect(Object.keys(valuesByKey())).toEqual(['chat:their span']);
  });
});

describe('the time of a model call', () => {
  const call = (tokens: unknown, firstChunkMs?: number, kind: 'llm' | 'tool' = 'llm') => {
    const processor = new LatencyVarianceProcessor({ emit: () => {} });
    const operation = startOperation({ kind, name: 'm' }) as Operation;
    if (firstChunkMs !== undefined) operation.firstChunkMs = firstChunkMs;
    processor.onEnding({
      attributes: { 'gen_ai.usage.output_tokens': tokens },
      duration: [0, 500 * 1e6],
      status: { code: 0 },
      spanContext: () => ({ traceId: '', spanId: '' }),
      [Symbol.for('sonde.operation')]: operation,
    } as never);
    operation.end();
    return Object.fromEntries(processor.snapshot().map(({ key, baseline }) => [key, baseline.values]));
  };

  test('per token is what came after the first chunk', () => {
    expect(call(100, 300)).toEqual({
      'llm:m': [500],
      'llm:m|first_chunk': [300],
      'llm:m|per_output_token': [2],
    });
    expect(call(100)).toEqual({ 'llm:m': [500], 'llm:m|per_output_token|whole': [5] });
  });

  test.each([0, -1, Number.NaN, '100', undefined])('per token is not known for %p tokens', (tokens) => {
    expect(call(tokens)).toEqual({ 'llm:m': [500] });
  });

  test('is that of model calls alone', () => {
    expect(call(100, 300, 'tool')).toEqual({ 'tool:m': [500] });
  });
});

describe('the baseline of an operation', () => {
  test('is unknown before its first call, and that of its duration then', () => {
    const spec = { kind: 'llm', name: 'm' } as const;
    const operation = startOperation(spec) as Operation;
    expect(observed.latency.baselineOf(operation)).toBeUndefined();
    operation.markFirstChunk();
    operation.end();
    const [{ baseline } = {} as WatchedSnapshot] = observed.latency.snapshot();
    expect(observed.latency.baselineOf(operation)).toMatchObject({ count: 1, mean: baseline.values[0] });
  });

  test('is kept for 1,000 operations, and restored for as many', () => {
    const names = Array.from({ length: 1_002 }, (_, i) => `t${i}`);
    for (const name of names) spanOf({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name });
    expect(observed.latency.snapshot()).toHaveLength(1_000);
    expect(observed.latency.unwatchedCount).toBe(2);
    const small = new LatencyVarianceProcessor({ emit: () => {}, operationsMax: 3 });
    small.restore(observed.latency.snapshot());
    expect(small.snapshot().map(({ key }) => key)).toEqual([0, 1, 2].map((i) => `execute_tool:t${i}`));
  });

  test('of an operation that is named like a measure follows its own rule', () => {
    const processor = new LatencyVarianceProcessor({
      emit: () => {},
      overrides: { 'llm:a|b': { enabled: false } },
    });
    const [known] = observedOnce();
    processor.restore(
      ['llm:a|b', 'llm:a|b|first_chunk', 'llm:a|b|per_output_token|whole', 'llm:a'].map((key) => ({
        ...known,
        key,
      })),
    );
    expect(processor.snapshot().map(({ detector }) => detector.state.length > 0)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

function observedOnce(): [WatchedSnapshot] {
  spanOf({ 'gen_ai.operation.name': 'chat' });
  return observed.latency.snapshot() as [WatchedSnapshot];
}
