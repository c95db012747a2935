import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { between, panned, zoomed } from './time-window.ts';

describe('a time window', () => {
  test('keeps the point it is zoomed around', () => {
    const window = zoomed({ fromMs: 0, toMs: 100 }, 100, 0.5, 30);
    expect(window).toEqual({ fromMs: 15, toMs: 65 });
  });

  test('takes two points in any order', () => {
    expect(between(70, 20, 100)).toEqual({ fromMs: 20, toMs: 70 });
  });

  test('stays within the trace and keeps a length, however it is moved', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        part,
        part,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (one, other, factor, move) => {
          const totalMs = 1000;
          const start = between(one * totalMs, other * totalMs, totalMs);
          for (const window of [
            start,
            zoomed(start, totalMs, factor, start.fromMs),
            panned(start, totalMs, move * totalMs),
          ]) {
            expect(window.fromMs).toBeGreaterThanOrEqual(0);
            expect(window.toMs).toBeLessThanOrEqual(totalMs + 1e-6);
            expect(window.toMs).toBeGreaterThan(window.fromMs);
          }
        },
      ),
    );
  });
});
