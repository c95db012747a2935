import { describe, expect, test } from '@jest/globals';
import { LatencyRules, newDetector } from './latency-rules.ts';
import { LatencyVarianceProcessor } from './latency-variance-processor.ts';
import type { ObservedEvent } from './observed-event.ts';

/** A span of another instrumentation, as it ends. */
const toolSpan = (name: string, durationMs: number) => ({
  attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name },
  duration: [0, durationMs * 1e6],
  status: { code: 0 },
  events: [],
  name,
  kind: 0,
  spanContext: () => ({ traceId: '', spanId: '', traceFlags: 1 }),
  setAttribute: () => {},
});

describe('the rule of an operation', () => {
  test('is the general one where nothing overrides it', () => {
    expect(new LatencyRules({}).of('tool:x')).toEqual({
      detector: 'cusum',
      differenceMinMs: 1,
      windowSize: 100,
    });
  });

  test('takes each field from the most specific pattern that has it', () => {
    const rules = new LatencyRules(
      { thresholdRatio: 0.1 },
      {
        'tool:*': { thresholdRatio: 0.3, differenceMinMs: 5 },
        'tool:convert': { differenceMinMs: 0.1 },
        'production/tool:convert': { thresholdRatio: 0.7 },
      },
      'staging',
    );
    expect(rules.of('tool:convert')).toMatchObject({ thresholdRatio: 0.3, differenceMinMs: 0.1 });
    expect(rules.of('llm:ask')).toMatchObject({ thresholdRatio: 0.1, differenceMinMs: 1 });
  });

  test('leaves a ratio behind that was meant for another detector', () => {
    const rules = new LatencyRules(
      { detector: 'cusum', thresholdRatio: 0.1 },
      { a: { detector: 'threshold' }, b: { samplesMin: 50, thresholdRatio: 0.4 }, c: { windowSize: 20 } },
    );
    expect(rules.of('tool:a')).toEqual({ detector: 'threshold', differenceMinMs: 1, windowSize: 100 });
    expect(rules.of('tool:b')).toMatchObject({ detector: 'threshold', thresholdRatio: 0.4, samplesMin: 50 });
    expect(rules.of('tool:c')).toMatchObject({ detector: 'threshold', windowSize: 20 });
  });

  test('gives a detector though its first judgement lies beyond its window', () => {
    const rules = new LatencyRules({ detector: 'threshold', windowSize: 20, samplesMin: 90 });
    expect(newDetector(rules.of('tool:x'))).toBeDefined();
  });
});

test('overrides by operation change what is reported, and silence keeps the baseline', () => {
  const events: ObservedEvent[] = [];
  const processor = new LatencyVarianceProcessor({
    emit: (event) => void events.push(event),
    detector: 'threshold',
    overrides: {
      'execute_tool:tolerant': { thresholdRatio: 2 },
      'execute_tool:tiny': { differenceMinMs: 0 },
      'execute_tool:silent': { enabled: false },
    },
  });
  const judge = (name: string, beforeMs: number, afterMs: number) => {
    for (let i = 0; i < 20; i += 1) processor.onEnding(toolSpan(name, beforeMs) as never);
    processor.onEnding(toolSpan(name, afterMs) as never);
  };
  judge('plain', 100, 150);
  judge('tolerant', 100, 150);
  judge('silent', 100, 150);
  judge('short', 0.1, 0.3);
  judge('tiny', 0.1, 0.3);
  expect(events.map(({ attributes }) => attributes['sonde.operation.name'])).toEqual(['plain', 'tiny']);
  expect(processor.tooSmallCount).toBe(1);
  const silent = processor.snapshot().find(({ key }) => key === 'execute_tool:silent');
  expect(silent?.baseline.totalCount).toBe(21);
  const next = new LatencyVarianceProcessor({ emit: () => {} });
  next.restore(processor.snapshot());
  expect(next.snapshot().map(({ baseline }) => baseline.totalCount)).toEqual([21, 21, 21, 21, 21]);
});
