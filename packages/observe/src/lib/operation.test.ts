import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Tracer } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { observe } from './observe.ts';
import { type Operation, startOperation } from './operation.ts';
import { runtime } from './runtime.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

test('a chain of operations that start one another keeps the nearest ancestors only', () => {
  let last: Operation | undefined;
  for (let i = 0; i < 1_000; i += 1) last = startOperation({ kind: 'tool', name: `${i}` }, last?.context);
  let ancestorsCount = 0;
  for (let up = last?.parent; up !== undefined; up = up.parent) ancestorsCount += 1;
  expect(last?.depth).toBe(999);
  expect(ancestorsCount).toBeGreaterThanOrEqual(32);
  expect(ancestorsCount).toBeLessThanOrEqual(64);
});

test.each(['getTracer', 'startSpan'])('a provider that fails in %s does not reach the host', (where) => {
  const failures: string[] = [];
  const { onInternalError } = runtime;
  runtime.onInternalError = (place) => failures.push(place);
  const fail = () => {
    throw new Error('broken provider');
  };
  const tracer = { startSpan: fail } as unknown as Tracer;
  runtime.tracerProvider = { getTracer: where === 'getTracer' ? fail : () => tracer };
  try {
    expect(observe.tool((value: number) => value + 1, { name: 'add' })(1)).toBe(2);
    expect(failures).toEqual(['start operation']);
  } finally {
    Object.assign(runtime, { onInternalError, tracerProvider: undefined });
  }
});
