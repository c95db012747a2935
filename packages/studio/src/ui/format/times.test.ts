import { describe, expect, test } from '@jest/globals';
import { formatAgo, formatInstant } from './times.ts';

describe('formatAgo', () => {
  test.each([
    [0, 'now'],
    [-3000, 'now'],
    [12_000, '12 s ago'],
    [300_000, '5 min ago'],
    [10_800_000, '3 h ago'],
    [90_000_000, '25 h ago'],
    [200_000_000, '2 d ago'],
  ])('tells %d ms as %s', (agoMs, text) => {
    expect(formatAgo(1e12, 1e12 + agoMs)).toBe(text);
  });
});

describe('formatInstant', () => {
  test('has date, time and milliseconds of this place', () => {
    const time = new Date(2026, 2, 4, 5, 6, 7, 89);
    expect(formatInstant(time.getTime())).toBe('2026-03-04 05:06:07.089');
  });

  test('says nothing of a time that is none', () => {
    expect(formatInstant(Number.NaN)).toBe('–');
  });
});
