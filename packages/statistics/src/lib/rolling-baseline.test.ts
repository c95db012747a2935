import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RollingBaseline } from './rolling-baseline.ts';
import { summarise } from './summarise.ts';

const latency = fc.double({ min: 0, max: 1e6, noNaN: true });

function filled(values: readonly number[], windowSize = 100): RollingBaseline {
  const baseline = new RollingBaseline({ windowSize });
  for (const value of values) baseline.record(value);
  return baseline;
}

test('an empty baseline has counts of 0 and no figures', () => {
  const { count, totalCount, ...figures } = new RollingBaseline().statistics();
  expect([count, totalCount]).toEqual([0, 0]);
  expect(Object.values(figures).every(Number.isNaN)).toBe(true);
  expect(new RollingBaseline().mean).toBeNaN();
});

test('the figures are those of the newest values, exactly', () => {
  fc.assert(
    fc.property(
      fc.array(latency, { maxLength: 300 }),
      fc.integer({ min: 1, max: 120 }),
      (values, windowSize) => {
        const baseline = filled(values, windowSize);
        const window = values.slice(-windowSize);
        const { totalCount, ...figures } = baseline.statistics();
        expect(figures).toEqual(summarise(window));
        expect(totalCount).toBe(values.length);
        expect(baseline.values()).toEqual(window);
        expect(baseline.quantile(0.95)).toEqual(figures.p95);
        if (window.length === 0) return;
        expect(baseline.standardDeviation()).toBeCloseTo(figures.standardDeviation, 6);
        expect(baseline.mean).toBeCloseTo(figures.mean, 6);
      },
    ),
    { seed: 1 },
  );
});

test('a window of 100 values is the default', () => {
  const baseline = new RollingBaseline();
  for (let value = 1; value <= 250; value += 1) baseline.record(value);
  expect(baseline.statistics()).toMatchObject({
    count: 100,
    totalCount: 250,
    min: 151,
    p50: 200.5,
    max: 250,
  });
});

test('the running mean does not drift over a million calls', () => {
  const baseline = new RollingBaseline();
  for (let call = 0; call < 1_000_000; call += 1) baseline.record(call % 2 === 0 ? 0.1 : 1e6 / 3);
  expect(baseline.mean).toBeCloseTo(baseline.statistics().mean, 6);
});

test('values that are not finite are ignored', () => {
  const baseline = filled([1, Number.NaN, Number.POSITIVE_INFINITY, 3]);
  expect(baseline.statistics()).toMatchObject({ count: 2, totalCount: 2, mean: 2 });
});

test('a restored baseline goes on as if it had never stopped', () => {
  fc.assert(
    fc.property(
      fc.array(latency, { maxLength: 250 }),
      fc.array(latency, { maxLength: 250 }),
      (before, after) => {
        const restored = new RollingBaseline();
        expect(restored.restore(JSON.parse(JSON.stringify(filled(before).snapshot())))).toBe(true);
        for (const value of after) restored.record(value);
        expect(restored.statistics()).toEqual(filled([...before, ...after]).statistics());
      },
    ),
    { seed: 2 },
  );
});

test('a smaller window keeps the newest values of a snapshot', () => {
  const baseline = new RollingBaseline({ windowSize: 2 });
  baseline.restore(filled([1, 2, 3, 4]).snapshot());
  expect(baseline.snapshot()).toEqual({ windowSize: 2, totalCount: 4, values: [3, 4] });
});

test.each([
  undefined,
  null,
  7,
  {},
  { totalCount: 1, values: ['1'] },
  { totalCount: 0, values: [1] },
  { totalCount: 1.5, values: [1] },
])('%j is refused as a snapshot and leaves the state as it was', (snapshot) => {
  const baseline = filled([5]);
  expect(baseline.restore(snapshot)).toBe(false);
  expect(baseline.values()).toEqual([5]);
});

test.each([0, -1, 1.5, Number.NaN, 100_001])('a window of %d is refused', (windowSize) => {
  expect(() => new RollingBaseline({ windowSize })).toThrow(RangeError);
});
