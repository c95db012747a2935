import { describe, expect, test } from '@jest/globals';
import {
  formatCompact,
  formatCost,
  formatDeviation,
  formatDuration,
  formatShare,
  formatSize,
  plural,
} from './measures.ts';

describe('formatDuration', () => {
  test.each([
    [0, '0 ms'],
    [0.0421, '42 µs'],
    [0.9996, '1 ms'],
    [8.34, '8.3 ms'],
    [412.4, '412 ms'],
    [999.6, '1.00 s'],
    [4123, '4.12 s'],
    [59_999, '1 m 00 s'],
    [184_000, '3 m 04 s'],
    [7_500_000, '2 h 05 m'],
    [-12, '−12 ms'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('writes %d ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe('numbers', () => {
  test('fit narrow columns', () => {
    expect([980, 12_345, 999_499, 999_500, 4_100_000, 2e9].map(formatCompact)).toEqual([
      '980',
      '12K',
      '999K',
      '1M',
      '4.1M',
      '2B',
    ]);
  });

  test('show cents where they matter and four digits below', () => {
    expect([0, 0.00001, 0.0034, 0.55, 1234.5].map(formatCost)).toEqual([
      '$0',
      '<$0.0001',
      '$0.0034',
      '$0.55',
      '$1,234.50',
    ]);
  });

  test('never round a share that exists to nothing', () => {
    expect([0, 0.0004, 0.048, 0.372, 1].map(formatShare)).toEqual([
      '0 %',
      '<0.1 %',
      '4.8 %',
      '37 %',
      '100 %',
    ]);
  });

  test('carry the sign of a deviation', () => {
    expect([1.68, -0.336].map(formatDeviation)).toEqual(['+168 %', '−34 %']);
  });

  test('name sizes and counts', () => {
    expect([812, 3400, 1_200_000].map(formatSize)).toEqual(['812 B', '3.4 KB', '1.2 MB']);
    expect([plural(1, 'trace'), plural(2, 'trace')]).toEqual(['1 trace', '2 traces']);
  });
});
