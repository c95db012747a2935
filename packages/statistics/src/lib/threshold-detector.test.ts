import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lognormal, stableStreams } from '../../fixtures/latency-streams.ts';
import { ThresholdDetector } from './threshold-detector.ts';

function fedWith(valueMs: number, times: number, detector = new ThresholdDetector()): ThresholdDetector {
  for (let call = 0; call < times; call += 1) detector.record(valueMs);
  return detector;
}

describe('classic rule', () => {
  test('a call more than 20 percent off the mean is reported, slower and faster', () => {
    expect(fedWith(100, 10).record(121)).toMatchObject({
      detector: 'threshold',
      beforeMs: 100,
      afterMs: 121,
      ratio: 1.21,
      callsSeen: 11,
      sinceCall: 11,
    });
    expect(fedWith(100, 10).record(79)?.ratio).toBeCloseTo(0.79);
    expect(fedWith(100, 10).record(120)).toBeUndefined();
  });

  test('nothing is reported before 10 calls', () => {
    expect(fedWith(100, 9).record(1000)).toBeUndefined();
  });

  test('only the newest 100 calls count', () => {
    const detector = fedWith(50, 100, fedWith(1000, 500));
    expect(detector.record(50)).toBeUndefined();
    expect(detector.record(1000)?.beforeMs).toBeCloseTo(50);
  });

  test('threshold, window and first judgement can be set', () => {
    const detector = new ThresholdDetector({ thresholdRatio: 1, windowSize: 4, samplesMin: 2 });
    expect(fedWith(100, 2, detector).record(199)).toBeUndefined();
    expect(detector.record(900)?.samplesMs).toEqual([100, 100, 199, 900]);
  });

  test('the samples of a report are the newest 40', () => {
    const samplesMs = fedWith(100, 100).record(500)?.samplesMs;
    expect(samplesMs).toHaveLength(40);
    expect(samplesMs?.at(-1)).toBe(500);
  });

  test('ordinary noise is reported thousands of times in 10,000 calls, which is why it is not the default', () => {
    const detector = new ThresholdDetector();
    const stream = (stableStreams['independent lognormal'] ?? lognormal(0.3))(1);
    let reports = 0;
    for (let call = 0; call < 10_000; call += 1) if (detector.record(stream())) reports += 1;
    expect(reports).toBeGreaterThan(3000);
  });
});

test('calls of no measurable length and values that are no latencies are survived', () => {
  expect(fedWith(0, 100).record(5)).toBeUndefined();
  const detector = fedWith(100, 20);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1])
    expect(detector.record(value)).toBeUndefined();
  expect(detector.snapshot().state[0]).toBe(20);
});

test('a restored detector goes on as if it had never stopped', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 300 }), (seed, restartCall) => {
      const stream = lognormal(0.3)(seed);
      const values = Array.from({ length: 300 }, stream);
      const whole = new ThresholdDetector();
      const expected = values.map((valueMs) => whole.record(valueMs)?.callsSeen);
      const first = new ThresholdDetector();
      const before = values.slice(0, restartCall).map((valueMs) => first.record(valueMs)?.callsSeen);
      const second = new ThresholdDetector();
      expect(second.restore(JSON.parse(JSON.stringify(first.snapshot())))).toBe(true);
      const after = values.slice(restartCall).map((valueMs) => second.record(valueMs)?.callsSeen);
      expect([...before, ...after]).toEqual(expected);
    }),
    { numRuns: 40, seed: 3 },
  );
});

test.each([undefined, { detector: 'cusum', state: [1, 1] }, { detector: 'threshold', state: [] }, 'text'])(
  'the foreign snapshot %j is refused',
  (snapshot) => {
    expect(new ThresholdDetector().restore(snapshot)).toBe(false);
  },
);

test.each([
  { thresholdRatio: 0 },
  { windowSize: 0 },
  { windowSize: 2.5 },
  { samplesMin: 0 },
  { samplesMin: 101 },
])('the setting %j is refused by name', (options) => {
  const [name] = Object.keys(options);
  expect(() => new ThresholdDetector(options)).toThrow(new RegExp(`^${name} must be `));
});
