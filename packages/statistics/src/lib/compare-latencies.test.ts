import { describe, expect, test } from '@jest/globals';
import { compareLatencies } from './compare-latencies.ts';
import { batchMediansOf, LatencyChangeDetector } from './latency-change-detector.ts';

/** Mulberry32: the same stream every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

type Stream = (random: () => number) => (i: number) => number;

const streams: Readonly<Record<string, Stream>> = {
  independent: (random) => () => 100 * Math.exp(0.25 * normal(random)),
  autocorrelated: (random) => {
    let level = 0;
    return () => {
      level = 0.9 * level + 0.1 * normal(random);
      return 100 * Math.exp(level);
    };
  },
  'of two modes': (random) => () => (random() < 0.3 ? 300 : 100) * Math.exp(0.1 * normal(random)),
  'heavy-tailed': (random) => () => 100 * (1 - random()) ** (-1 / 1.5),
  waving: (random) => (i) => 100 * Math.exp(0.1 * Math.sin(i / 60) + 0.2 * normal(random)),
};

function mediansOf(next: (i: number) => number, calls: number, factor = 1): number[] {
  const detector = new LatencyChangeDetector();
  for (let i = 0; i < calls; i += 1) detector.record(next(i) * factor);
  return batchMediansOf(detector.snapshot());
}

describe('a release compared with the one before', () => {
  test.each(Object.keys(streams))('raises no false alarm in 200 pairs of %s streams', (name) => {
    let alarms = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed * 7_919);
      const next = (streams[name] as Stream)(random);
      const before = mediansOf(next, 1_000);
      const after = mediansOf(next, seed % 2 === 0 ? 320 : 820);
      if (compareLatencies(before, after)?.differs) alarms += 1;
    }
    expect(alarms).toBe(0);
  });

  test.each([
    ['independent', 1.25, 320],
    ['of two modes', 1.25, 320],
    ['autocorrelated', 1.5, 820],
    ['heavy-tailed', 1.5, 320],
    ['waving', 1.3, 320],
  ])('finds nine of ten %s streams that became %d times as slow', (name, factor, calls) => {
    let found = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const next = (streams[name] as Stream)(seeded(seed * 104_729));
      const before = mediansOf(next, 1_000);
      if (compareLatencies(before, mediansOf(next, calls, factor))?.differs) found += 1;
    }
    expect(found).toBeGreaterThanOrEqual(90);
  });
});

describe('comparing latencies', () => {
  const values = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i / 100);

  test('gives medians, ratio and direction', () => {
    expect(compareLatencies(values(100, 20), values(150, 20))).toMatchObject({ differs: true });
    const faster = compareLatencies(values(100, 20), values(50, 20));
    expect(faster?.ratio).toBeCloseTo(0.5, 2);
    expect(faster?.z).toBeLessThan(-4.5);
  });

  test('finds no difference below the gate, however certain', () => {
    const slight = compareLatencies(values(100, 40), values(105, 40));
    expect(slight?.z).toBeGreaterThan(4.5);
    expect(slight?.differs).toBe(false);
    expect(compareLatencies(values(100, 40), values(105, 40), { thresholdRatio: 0.02 })?.differs).toBe(true);
  });

  test('takes equal values for equal', () => {
    const same = Array.from({ length: 20 }, () => 5);
    expect(compareLatencies(same, same)).toEqual({ beforeMs: 5, afterMs: 5, ratio: 1, z: 0, differs: false });
    expect(compareLatencies([1, 2, 2, 3], [2, 2, 3, 4])?.z).toBeCloseTo(1.0838, 3);
  });

  test('says nothing of no values', () => {
    expect(compareLatencies([], [1])).toBeUndefined();
    expect(compareLatencies([1], [Number.NaN, -1])).toBeUndefined();
  });

  test('reads no medians out of something else', () => {
    for (const wrong of [
      undefined,
      {},
      { detector: 'cusum', state: [1] },
      { detector: 'threshold', state: [] },
    ])
      expect(batchMediansOf(wrong)).toEqual([]);
    expect(mediansOf(() => 7, 60)).toEqual([7, 7, 7].map((ms) => expect.closeTo(ms, 9)));
  });
});
