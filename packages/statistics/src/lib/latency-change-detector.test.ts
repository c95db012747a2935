import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type LatencyStream, lognormal, stableStreams } from '../../fixtures/latency-streams.ts';
import { LatencyChangeDetector } from './latency-change-detector.ts';
import type { LatencyChange } from './latency-detector.ts';

const streams = Object.entries(stableStreams);

function changesOf(
  stream: LatencyStream,
  calls: number,
  slowing: (call: number) => number = () => 1,
  detector = new LatencyChangeDetector(),
): LatencyChange[] {
  const changes: LatencyChange[] = [];
  for (let call = 1; call <= calls; call += 1) {
    const change = detector.record(stream() * slowing(call));
    if (change) changes.push(change);
  }
  return changes;
}

/**
 * Share of seeds whose step at call 2,000 is found within 1,500 calls, and the median delay in calls. Seeds
 * with a false alarm before the step are left to the test of false alarms.
 */
function stepFound(makeStream: (seed: number) => LatencyStream, factor: number) {
  const slowing = (call: number) => (call > 2000 ? factor : 1);
  const runs = Array.from({ length: 120 }, (_, seed) => changesOf(makeStream(seed), 3500, slowing)).filter(
    ([first]) => (first?.callsSeen ?? 3500) > 2000,
  );
  const delays = runs.flatMap(([first]) => (first ? [first.callsSeen - 2000] : [])).sort((a, b) => a - b);
  return { share: delays.length / runs.length, medianDelay: delays[delays.length >> 1] ?? Number.NaN };
}

describe('on streams without a change', () => {
  test.each(streams)('%s raises at most one false alarm in 10,000 calls', (_name, makeStream) => {
    const runs = 40;
    let alarms = 0;
    for (let seed = 0; seed < runs; seed += 1) alarms += changesOf(makeStream(seed), 10_000).length;
    expect(alarms / runs).toBeLessThanOrEqual(1);
  });
});

describe('on a lasting step', () => {
  test.each(streams)(
    '%s: 50 percent slower is found in 95 of 100 runs, mostly within 120 calls',
    (_n, make) => {
      const { share, medianDelay } = stepFound(make, 1.5);
      expect(share).toBeGreaterThanOrEqual(0.95);
      expect(medianDelay).toBeLessThanOrEqual(120);
    },
  );

  test.each(streams)('%s: twice as slow is found, mostly within 60 calls', (_n, make) => {
    const { share, medianDelay } = stepFound(make, 2);
    expect(share).toBeGreaterThanOrEqual(0.99);
    expect(medianDelay).toBeLessThanOrEqual(60);
  });
});

describe('on 640 calls of a steady tool', () => {
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);
  const shareOf = (holds: (seed: number) => boolean) => seeds.filter(holds).length / seeds.length;

  test('35 percent slower from call 400 on gives exactly one alarm, within 120 calls, in 99 of 100 runs', () => {
    const share = shareOf((seed) => {
      const changes = changesOf(lognormal(0.15)(seed), 640, (call) => (call > 400 ? 1.35 : 1));
      const callsSeen = changes[0]?.callsSeen ?? 0;
      return changes.length === 1 && callsSeen > 400 && callsSeen <= 520;
    });
    expect(share).toBeGreaterThanOrEqual(0.99);
  });

  test('a drift to 8 percent slower stays silent in 98 of 100 runs', () => {
    const drift = (call: number) => 1 + 0.08 * Math.max(0, (call - 320) / 320);
    const share = shareOf((seed) => changesOf(lognormal(0.15)(seed), 640, drift).length === 0);
    expect(share).toBeGreaterThanOrEqual(0.98);
  });

  test('noise stays silent in 99 of 100 runs', () => {
    expect(shareOf((seed) => changesOf(lognormal(0.5)(seed), 640).length === 0)).toBeGreaterThanOrEqual(0.99);
  });
});

test('reports level before and after, the first slow call and the latencies that show it', () => {
  const [change, ...others] = changesOf(lognormal(0.02)(7), 500, (call) => (call > 400 ? 1.5 : 1));
  expect(others).toEqual([]);
  expect(change).toMatchObject({ detector: 'cusum', sinceCall: 401 });
  expect(change?.beforeMs).toBeCloseTo(100, -1);
  expect(change?.afterMs).toBeCloseTo(150, -1);
  expect(change?.ratio).toBeCloseTo((change?.afterMs ?? 0) / (change?.beforeMs ?? 1), 10);
  expect(change?.samplesMs).toHaveLength(40);
  expect(change?.samplesMs.every((sampleMs) => sampleMs > 130)).toBe(true);
});

test('claims nothing before call 320', () => {
  expect(changesOf(lognormal(0.02)(1), 319, (call) => (call > 200 ? 10 : 1))).toEqual([]);
});

test('judges from call 320 on', () => {
  const [change] = changesOf(lognormal(0.02)(1), 340, (call) => (call > 300 ? 10 : 1));
  expect(change?.callsSeen).toBe(340);
});

test('learns the new level after an alarm', () => {
  const changes = changesOf(lognormal(0.1)(3), 3000, (call) => (call > 2000 ? 2.25 : call > 1000 ? 1.5 : 1));
  expect(changes.map((change) => Math.round(change.beforeMs / 50) * 50)).toEqual([100, 150]);
});

test('says nothing about faster calls', () => {
  expect(changesOf(lognormal(0.1)(3), 2000, (call) => (call > 1000 ? 0.5 : 1))).toEqual([]);
});

test('reports a slowing of 20 percent only when the threshold lies below it', () => {
  const slowing = (call: number) => (call > 1000 ? 1.2 : 1);
  const with30 = new LatencyChangeDetector({ thresholdRatio: 0.3 });
  expect(changesOf(lognormal(0.1)(3), 2000, slowing, with30)).toEqual([]);
  expect(changesOf(lognormal(0.1)(3), 2000, slowing)).toHaveLength(1);
});

test('calls of constant or no measurable length raise no alarm and give finite figures', () => {
  expect(changesOf(() => 0, 2000)).toEqual([]);
  const [change] = changesOf(
    () => 1,
    2000,
    (call) => (call > 1000 ? 2 : 0),
  );
  expect(Number.isFinite(change?.ratio)).toBe(true);
});

test('values that are no latencies are ignored', () => {
  const detector = new LatencyChangeDetector();
  const before = detector.snapshot();
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1]) detector.record(value);
  expect(detector.snapshot()).toEqual(before);
});

test('never throws and never gives figures that are not finite, whatever the latencies', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: false }), { minLength: 320, maxLength: 900 }), (values) => {
      const detector = new LatencyChangeDetector();
      for (const value of values) {
        const change = detector.record(value);
        if (change) expect([change.beforeMs, change.ratio].every((figure) => figure > 0)).toBe(true);
      }
      expect(detector.snapshot().state.every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('a restored detector goes on as if it had never stopped', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 1500 }), (seed, restartCall) => {
      const slowing = (call: number) => (call > 700 ? 1.6 : 1);
      const whole = changesOf(lognormal(0.2)(seed), 1500, slowing);
      const stream = lognormal(0.2)(seed);
      const first = new LatencyChangeDetector();
      const before = changesOf(stream, restartCall, slowing, first);
      const second = new LatencyChangeDetector();
      expect(second.restore(JSON.parse(JSON.stringify(first.snapshot())))).toBe(true);
      const rest = 1500 - restartCall;
      const after = changesOf(stream, rest, (call) => slowing(call + restartCall), second);
      expect([...before, ...after]).toEqual(whole);
    }),
    { numRuns: 40, seed: 2 },
  );
});

test.each([
  ['nothing', undefined],
  ['another detector', { detector: 'threshold', state: [0] }],
  ['too few numbers', { detector: 'cusum', state: [1, 2] }],
  ['a count that is not whole', { detector: 'cusum', state: Array.from({ length: 90 }, () => 0.5) }],
  ['text', { detector: 'cusum', state: Array.from({ length: 90 }, () => 'x') }],
])('a snapshot that is %s is refused and leaves the state as it was', (_name, snapshot) => {
  const detector = new LatencyChangeDetector();
  detector.record(5);
  const before = detector.snapshot();
  expect(detector.restore(snapshot)).toBe(false);
  expect(detector.snapshot()).toEqual(before);
});

test('the state is smaller than 1 KB', () => {
  expect(new LatencyChangeDetector().snapshot().state.length * 8).toBeLessThan(1024);
});

test.each([0, -0.1, Number.NaN, Number.POSITIVE_INFINITY])(
  'a threshold of %d is refused',
  (thresholdRatio) => {
    expect(() => new LatencyChangeDetector({ thresholdRatio })).toThrow(/thresholdRatio must be .* not /);
  },
);
