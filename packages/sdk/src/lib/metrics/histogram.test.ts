import { describe, expect, test } from '@jest/globals';
import { metrics } from '@sonde/conventions';
import fc from 'fast-check';
import { addedUp, durationBounds, Histogram } from './histogram.ts';

describe('a histogram', () => {
  test('puts a value that equals a bound below it', () => {
    const histogram = new Histogram([1, 2]);
    for (const value of [0, 1, 1.5, 2, 2.1]) histogram.record(value);
    expect([...histogram.counts]).toEqual([2, 2, 1]);
    expect(histogram).toMatchObject({ count: 5, min: 0, max: 2.1 });
  });

  test('counts a value several times', () => {
    const histogram = new Histogram([1]);
    histogram.record(0.5, 4);
    expect(histogram).toMatchObject({ count: 4, sum: 2 });
  });

  test('holds every boundary that a metric of durations has', () => {
    for (const { unit, buckets = [] } of metrics.filter((metric) => metric.unit === 's' && metric.buckets))
      expect({ unit, buckets: buckets.filter((bound) => !durationBounds.includes(bound)) }).toEqual({
        unit,
        buckets: [],
      });
  });

  test('added up into coarser buckets says what counting into those would have said', () => {
    const bounds = [0.1, 0.5, 1, 2, 5];
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1 }), (values) => {
        const fine = [new Histogram(durationBounds), new Histogram(durationBounds)];
        const coarse = new Histogram(bounds);
        values.forEach((value, i) => {
          fine[i % 2]?.record(value);
          coarse.record(value);
        });
        const added = addedUp(fine, bounds);
        expect(added.buckets).toEqual({ boundaries: bounds, counts: [...coarse.counts] });
        expect(added).toMatchObject({ count: coarse.count, min: coarse.min, max: coarse.max });
        expect(added.sum).toBeCloseTo(coarse.sum, 6);
      }),
    );
  });
});
