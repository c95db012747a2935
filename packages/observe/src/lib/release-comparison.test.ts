import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  type LatencyVarianceOptions,
  LatencyVarianceProcessor,
  type WatchedSnapshot,
} from './latency-variance-processor.ts';
import type { ObservedEvent } from './observed-event.ts';

let events: ObservedEvent[];
beforeEach(() => {
  events = [];
});

const spanOf = (durationMs: number) => ({
  attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'lookup' },
  duration: [0, durationMs * 1e6],
  status: { code: 0 },
  events: [],
  name: 'lookup',
  kind: 0,
  spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
  setAttribute: () => {},
});

/** The same noise every time, without a period that batches could share. */
const noise = (i: number) => Math.exp(0.3 * Math.sin(i * 12.9898 + (i * i) / 7));

function release(options: Partial<LatencyVarianceOptions> = {}): LatencyVarianceProcessor {
  return new LatencyVarianceProcessor({ emit: (event) => void events.push(event), ...options });
}

function run(processor: LatencyVarianceProcessor, calls: number, levelMs: number): void {
  for (let i = 0; i < calls; i += 1) processor.onEnding(spanOf(levelMs * noise(i)) as never);
}

function left(levelMs: number, options: Partial<LatencyVarianceOptions> = {}): WatchedSnapshot[] {
  const processor = release(options);
  run(processor, 1_000, levelMs);
  return JSON.parse(JSON.stringify(processor.snapshot())) as WatchedSnapshot[];
}

describe('a release', () => {
  test('that is slower than the one before is reported once, after 320 calls', () => {
    const next = release();
    next.judgeAgainst('1.0.0', left(100));
    run(next, 319, 130);
    expect(events).toEqual([]);
    run(next, 1_000, 130);
    expect(events).toHaveLength(1);
    expect(events[0]?.body).toMatch(/^lookup is \d\d % slower than in release 1\.0\.0: /);
    expect(events[0]?.attributes['sonde.latency.deviation_ratio']).toBeCloseTo(0.3, 1);
    expect(events[0]?.attributes).toMatchObject({
      'sonde.latency.detector': 'release',
      'sonde.latency.release_before': '1.0.0',
      'sonde.latency.calls': 320,
      'sonde.latency.measure': 'duration',
    });
  });

  test('that is faster is reported as well', () => {
    const next = release();
    next.judgeAgainst('1.0.0', left(100));
    run(next, 320, 60);
    expect(events.map(({ body }) => body.slice(0, 30))).toEqual(['lookup is 41 % faster than in ']);
  });

  test.each([1, 1.05])('that takes %d times as long is met with silence', (factor) => {
    const next = release();
    next.judgeAgainst('1.0.0', left(100));
    run(next, 1_500, 100 * factor);
    expect(events).toEqual([]);
  });

  test('is not judged again after a restart', () => {
    const before = left(100);
    const next = release();
    next.judgeAgainst('1.0.0', before);
    run(next, 330, 130);
    expect(next.snapshot()[0]?.comparedWith).toBe('1.0.0');
    const restarted = release();
    restarted.restore(JSON.parse(JSON.stringify(next.snapshot())) as WatchedSnapshot[]);
    restarted.judgeAgainst('1.0.0', before);
    run(restarted, 600, 130);
    expect(events).toHaveLength(1);
  });

  test('goes on with its judgement after a restart', () => {
    const before = left(100);
    const next = release();
    next.judgeAgainst('1.0.0', before);
    run(next, 200, 130);
    const restarted = release();
    restarted.judgeAgainst('1.0.0', before);
    restarted.restore(next.snapshot());
    run(restarted, 120, 130);
    expect(events.map(({ attributes }) => attributes['sonde.latency.calls'])).toEqual([320]);
  });

  test('goes by the rule of the operation', () => {
    const before = left(100);
    for (const rule of [{ thresholdRatio: 0.5 }, { differenceMinMs: 50 }, { enabled: false }]) {
      const next = release({ overrides: { lookup: rule } });
      next.judgeAgainst('1.0.0', before);
      run(next, 900, 130);
    }
    expect(events).toEqual([]);
  });

  test('is compared by its window where another detector keeps no medians', () => {
    const next = release({ detector: 'threshold', thresholdRatio: 5 });
    next.judgeAgainst('', left(100, { detector: 'threshold', thresholdRatio: 5 }));
    run(next, 900, 900);
    expect(events[0]?.body).toMatch(/slower than in release \(unnamed\)/);
    expect(events).toHaveLength(1);
  });

  test('is not judged after the last occasion, though it was watched only then', () => {
    const before = left(100);
    const next = release({ detector: 'threshold', thresholdRatio: 50 });
    run(next, 900, 130);
    expect(next.snapshot()[0]?.comparedWith).toBeUndefined();
    next.judgeAgainst('1.0.0', before);
    run(next, 100, 130);
    expect(events).toEqual([]);
    expect(next.snapshot()[0]?.comparedWith).toBe('1.0.0');
  });

  test('is judged at the second occasion when the first showed nothing, and then no more', () => {
    const next = release({ thresholdRatio: 0.2 });
    next.judgeAgainst('1.0.0', left(100));
    run(next, 400, 100);
    expect(next.snapshot()[0]?.comparedWith).toBeUndefined();
    run(next, 420, 100);
    expect(next.snapshot()[0]?.comparedWith).toBe('1.0.0');
    expect(events).toEqual([]);
  });

  test('is told by what the release before left of the same operation alone', () => {
    const next = release();
    next.judgeAgainst(
      '1.0.0',
      left(100).map((each) => ({ ...each, key: 'execute_tool:another' })),
    );
    run(next, 900, 130);
    expect(events).toEqual([]);
    expect(next.snapshot()[0]?.comparedWith).toBeUndefined();
  });
});
