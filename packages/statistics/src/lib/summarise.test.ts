import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { summarise } from './summarise.ts';

const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true });

describe('known figures', () => {
  test('one to ten', () => {
    const summary = summarise([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(summary).toMatchObject({ count: 10, min: 1, p50: 5.5, max: 10 });
    expect(summary.mean).toBeCloseTo(5.5, 12);
    expect(summary.standardDeviation).toBeCloseTo(3.0276503540974917, 12);
    expect(summary.p95).toBeCloseTo(9.55, 12);
    expect(summary.p99).toBeCloseTo(9.91, 12);
  });

  test('a single value is its own summary', () => {
    expect(summarise([4])).toEqual({
      count: 1,
      mean: 4,
      standardDeviation: 0,
      min: 4,
      p50: 4,
      p95: 4,
      p99: 4,
      max: 4,
    });
  });

  test('no values give a count of 0 and no figures', () => {
    const { count, ...figures } = summarise([]);
    expect(count).toBe(0);
    expect(Object.values(figures).every(Number.isNaN)).toBe(true);
  });

  test('values that are not finite are left out', () => {
    expect(summarise([1, Number.NaN, 3, Number.NEGATIVE_INFINITY])).toMatchObject({ count: 2, mean: 2 });
  });
});

test('the figures keep their order and the list is not changed', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), (values) => {
      const copy = [...values];
      const { min, p50, p95, p99, max, mean, standardDeviation } = summarise(values);
      expect(values).toEqual(copy);
      const ordered = [min, p50, p95, p99, max];
      expect(ordered.every((value, i) => i === 0 || value >= (ordered[i - 1] ?? value) - 1e-6)).toBe(true);
      expect(mean).toBeGreaterThanOrEqual(min - 1e-3);
      expect(mean).toBeLessThanOrEqual(max + 1e-3);
      expect(standardDeviation).toBeGreaterThanOrEqual(0);
    }),
    { seed: 1 },
  );
});

test('shifting all values shifts every figure but the deviation', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 }), (values) => {
      const plain = summarise(values);
      const shifted = summarise(values.map((value) => value + 500));
      expect(shifted.p50).toBeCloseTo(plain.p50 + 500, 6);
      expect(shifted.mean).toBeCloseTo(plain.mean + 500, 6);
      expect(shifted.standardDeviation).toBeCloseTo(plain.standardDeviation, 6);
    }),
    { seed: 2 },
  );
});
