import { afterEach, describe, expect, test } from '@jest/globals';
import { observe, startOperation } from '@sonde/observe';
import { type Collected, startCollecting } from '../../../test/collected-metrics.ts';

let sonde: Collected | undefined;
afterEach(async () => {
  await sonde?.providers.stop();
  sonde = undefined;
});

const usage = { 'gen_ai.usage.input_tokens': 1_000 };

function modelCall(attributes: Record<string, number>): void {
  startOperation({ kind: 'llm', name: 'gpt-4o' })?.setAttributes(attributes).end();
}

describe('the limits', () => {
  test('hold: what is beyond them is one series that says so', async () => {
    sonde = startCollecting({ metricSeriesMax: 10 });
    const tool = (name: string) => observe.tool(() => {}, { name })();
    for (let i = 0; i < 50; i += 1) tool(`tool-${i}`);
    tool('tool-0');
    const points = (await sonde.collect())['sonde.operation.duration'] ?? [];
    expect(points).toHaveLength(10);
    expect(points[0]).toMatchObject({
      attributes: { 'sonde.operation.name': 'tool-0' },
      value: { count: 2 },
    });
    expect(points[9]).toMatchObject({ attributes: { 'otel.metric.overflow': true }, value: { count: 41 } });
    expect(points.reduce((sum, { value }) => sum + (value as { count: number }).count, 0)).toBe(51);
  });

  test('hold for exceptions as well', async () => {
    sonde = startCollecting({ metricSeriesMax: 10 });
    for (let i = 0; i < 50; i += 1) {
      const fail = observe.tool(
        () => {
          throw new Error(`no ${i}`);
        },
        { name: `tool-${i}` },
      );
      expect(fail).toThrow();
    }
    const points = (await sonde.collect())['sonde.exceptions'] ?? [];
    expect(points).toHaveLength(10);
    expect(points.reduce((sum, { value }) => sum + (value as number), 0)).toBe(50);
  });

  test('cut names that are too long', async () => {
    sonde = startCollecting();
    observe.tool(() => {}, { name: 'x'.repeat(10_000) })();
    const [point] = (await sonde.collect())['sonde.operation.duration'] ?? [];
    expect(point?.attributes['sonde.operation.name']).toHaveLength(128);
  });
});

describe('temporality', () => {
  test('is cumulative, as Prometheus reads it', async () => {
    sonde = startCollecting();
    modelCall(usage);
    await sonde.collect();
    modelCall(usage);
    expect((await sonde.collect())['llm.token.usage']?.[0]?.value).toBe(2_000);
    expect((await sonde.collect())['llm.token.usage']?.[0]?.value).toBe(2_000);
  });

  test.each(['delta', 'lowmemory'] as const)('is %s on request', async (metricTemporality) => {
    sonde = startCollecting({ metricTemporality });
    modelCall(usage);
    modelCall(usage);
    expect((await sonde.collect())['llm.token.usage']?.[0]?.value).toBe(2_000);
    modelCall(usage);
    const metrics = await sonde.collect();
    expect(metrics['llm.token.usage']?.[0]?.value).toBe(1_000);
    expect(metrics['sonde.records.emitted']).toMatchObject([{ attributes: { signal: 'traces' }, value: 1 }]);
    expect(await sonde.collect()).not.toHaveProperty(['llm.token.usage']);
  });
});
