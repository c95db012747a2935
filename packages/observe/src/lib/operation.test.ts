import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { observedProcess } from '../../test/observed-process.ts';
import { type Operation, startOperation } from './operation.ts';

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
