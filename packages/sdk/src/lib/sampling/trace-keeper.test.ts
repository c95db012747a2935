import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { TraceKeeper, type TraceKeeperOptions } from './trace-keeper.ts';

let written: string[];
let letGoCount: number;
let nowMs: number;
beforeEach(() => {
  written = [];
  letGoCount = 0;
  nowMs = 0;
});

function keeperOf(options: Partial<TraceKeeperOptions> = {}): TraceKeeper {
  return new TraceKeeper({
    keep: ['errors', 'latency', 'cost', 'slow'],
    keepSlowerThanMs: 1_000,
    keepCostUsd: 0.5,
    keepBytesMax: 1_000_000,
    keepTracesMax: 100,
    keepAgeMs: 60_000,
    write: (span) => void written.push(span.name),
    letGo: (count) => {
      letGoCount += count;
    },
    nowMs: () => nowMs,
    ...options,
  });
}

interface Shape {
  readonly trace?: string;
  readonly root?: boolean | 'remote';
  readonly sampled?: boolean;
  readonly failed?: boolean;
  readonly durationMs?: number;
  readonly attributes?: Record<string, unknown>;
}

function spanOf(name: string, shape: Shape = {}): ReadableSpan {
  const { trace = 'a', root, sampled, failed, durationMs = 1, attributes = {} } = shape;
  const parent = root === true ? undefined : { spanId: 'p', isRemote: root === 'remote' };
  return {
    name,
    attributes,
    duration: [Math.floor(durationMs / 1e3), (durationMs % 1e3) * 1e6],
    status: { code: failed ? 2 : 0 },
    parentSpanContext: parent,
    spanContext: () => ({ traceId: trace, spanId: name, traceFlags: sampled ? 1 : 0 }),
  } as unknown as ReadableSpan;
}

describe('a trace that the sampler left out', () => {
  test('is let go when nothing happened in it', () => {
    const keeper = keeperOf();
    expect([spanOf('x'), spanOf('root', { root: true })].map((span) => keeper.takes(span))).toEqual([
      false,
      false,
    ]);
    expect([written, keeper.sizeBytes, letGoCount]).toEqual([[], 0, 2]);
  });

  test('is counted once it is decided, or when nobody waits for its end any more', () => {
    const keeper = keeperOf();
    keeper.takes(spanOf('x'));
    keeper.takes(spanOf('y', { trace: 'b' }));
    expect(letGoCount).toBe(0);
    keeper.takes(spanOf('root', { root: true, failed: true }));
    expect([written, letGoCount]).toEqual([['x'], 0]);
    keeper.close();
    keeper.close();
    expect([keeper.sizeBytes, letGoCount]).toEqual([0, 1]);
  });

  test.each<[string, Shape]>([
    ['error', { failed: true }],
    ['latency', { attributes: { 'sonde.latency.changed': true } }],
    ['cost', { attributes: { 'sonde.cost.usd': 0.6 } }],
    ['slow', { durationMs: 1_500 }],
  ])('is kept whole by the rule %s', (reason, shape) => {
    const keeper = keeperOf();
    const [before, cause, after, root] = [
      spanOf('before'),
      spanOf('cause', shape),
      spanOf('after'),
      spanOf('root', { root: 'remote', attributes: { 'sonde.sampling.ratio': 0.1 } }),
    ];
    const taken = [before, cause, after, root].map((span) => keeper.takes(span as ReadableSpan));
    expect([written, taken]).toEqual([['before'], [false, true, true, true]]);
    for (const span of [before, cause, after, root])
      expect(span?.attributes['sonde.sampled_by']).toBe(reason);
    expect(root?.attributes['sonde.sampling.ratio']).toBe(1);
    expect(keeper.sizeBytes).toBe(0);
  });

  test('is kept when all its calls together are dear', () => {
    const keeper = keeperOf();
    const dear = { attributes: { 'sonde.cost.usd': 0.2 } };
    const taken = ['a', 'b', 'c'].map((name) =>
      keeper.takes(spanOf(name, { attributes: { ...dear.attributes } })),
    );
    expect([taken, written]).toEqual([
      [false, false, true],
      ['a', 'b'],
    ]);
  });

  test('is kept by its root alone, and what ends after it follows', () => {
    const keeper = keeperOf();
    keeper.takes(spanOf('x'));
    expect(keeper.takes(spanOf('root', { root: true, failed: true }))).toBe(true);
    expect(keeper.takes(spanOf('late'))).toBe(true);
    expect(written).toEqual(['x']);
  });

  test('is judged by the rules that are on', () => {
    const keeper = keeperOf({ keep: ['slow'] });
    expect(keeper.takes(spanOf('x', { failed: true, attributes: { 'sonde.cost.usd': 9 } }))).toBe(false);
    expect(keeper.takes(spanOf('root', { root: true, durationMs: 999 }))).toBe(false);
  });
});

test('a trace of the sampler that meets a rule stands for itself alone', () => {
  const keeper = keeperOf();
  const root = spanOf('root', { root: true, sampled: true, attributes: { 'sonde.sampling.ratio': 0.1 } });
  keeper.takes(spanOf('x', { sampled: true, failed: true }));
  expect(keeper.takes(root)).toBe(true);
  expect(root.attributes).toEqual({ 'sonde.sampling.ratio': 1 });
  const quiet = spanOf('r', {
    trace: 'b',
    root: true,
    sampled: true,
    attributes: { 'sonde.sampling.ratio': 0.1 },
  });
  expect(keeper.takes(quiet)).toBe(true);
  expect(quiet.attributes).toEqual({ 'sonde.sampling.ratio': 0.1 });
});

describe('what is held is bounded', () => {
  test('in traces: the oldest is given up, and counted', () => {
    const keeper = keeperOf({ keepTracesMax: 2 });
    for (const trace of ['a', 'b', 'c']) keeper.takes(spanOf(`in ${trace}`, { trace }));
    for (const trace of ['a', 'b', 'c']) keeper.takes(spanOf('root', { trace, root: true, failed: true }));
    expect([written, keeper.givenUpCount]).toEqual([['in b', 'in c'], 1]);
  });

  test('in bytes, content included', () => {
    const keeper = keeperOf({ keepBytesMax: 100_000 });
    for (let i = 0; i < 50; i += 1)
      keeper.takes(spanOf(`${i}`, { trace: `${i}`, attributes: { text: 'x'.repeat(5_000) } }));
    expect(keeper.sizeBytes).toBeLessThanOrEqual(100_000);
    expect(keeper.sizeBytes).toBeGreaterThan(80_000);
    expect(keeper.givenUpCount).toBe(42);
  });

  test('in age', () => {
    const keeper = keeperOf({ keepAgeMs: 1_000 });
    keeper.takes(spanOf('old', { trace: 'a' }));
    nowMs = 1_001;
    keeper.takes(spanOf('new', { trace: 'b' }));
    keeper.takes(spanOf('root', { trace: 'a', root: true, failed: true }));
    expect([written, keeper.givenUpCount]).toEqual([[], 1]);
  });

  test('in traces that were kept', () => {
    const keeper = keeperOf({ keepTracesMax: 2 });
    for (const trace of ['a', 'b', 'c']) keeper.takes(spanOf('x', { trace, failed: true }));
    expect(['a', 'b', 'c'].map((trace) => keeper.takes(spanOf('late', { trace })))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
