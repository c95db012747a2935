import { afterEach, expect, test } from '@jest/globals';
import { observe } from '@sonde/observe';
import { ByteWriter, decodeRecord, type MetricRecord } from '@sonde/otlp';
import { resolveOptions } from '../config/resolve-settings.ts';
import { type Providers, startProviders } from '../providers.ts';
import { Ledger } from '../spool/ledger.ts';
import { assembleParts } from '../telemetry-parts.ts';
import { TelemetryWriter } from '../telemetry-writer.ts';
import { TestSink } from '../testing/test-sink.ts';

const TOOLS = 1_500;
let providers: Providers | undefined;
afterEach(async () => {
  await providers?.stop();
  providers = undefined;
});

class MetricSink extends TestSink {
  readonly metrics: MetricRecord[] = [];

  override record(...[kind, , , , encode]: Parameters<TestSink['record']>): void {
    if (kind !== 'metric') return;
    const bytes = new ByteWriter();
    encode(bytes);
    this.metrics.push(decodeRecord('metrics', bytes.view()));
  }
}

/** Sonde in memory, the metrics that it wrote, and as many tools as make collecting take several turns. */
function startBusy(metricTemporality: 'cumulative' | 'delta'): {
  providers: Providers;
  written: MetricRecord[];
} {
  const ledger = new Ledger();
  const sink = new MetricSink(ledger);
  const writer = new TelemetryWriter(sink, ledger);
  const self = { ledger: () => ledger.snapshot(), directory: undefined };
  const settings = resolveOptions({ service: 'test', metricTemporality });
  providers = startProviders(assembleParts(settings, { writer, self }));
  for (let i = 0; i < TOOLS; i += 1) observe.tool(() => {}, { name: `tool-${i}` })();
  return { providers, written: sink.metrics };
}

function callsIn(written: readonly MetricRecord[]): number {
  const durations = written.filter(({ name }) => name === 'sonde.operation.duration');
  return durations.flatMap(({ points }) => points).reduce((sum, { count = 0 }) => sum + count, 0);
}

test('a metric of many points is written as several records of few', async () => {
  const { providers: busy, written } = startBusy('cumulative');
  await busy.metricReader.forceFlush();
  expect(callsIn(written)).toBe(TOOLS);
  expect(written.filter(({ name }) => name === 'sonde.operation.duration').length).toBeGreaterThan(5);
  expect(Math.max(...written.map(({ points }) => points.length))).toBeLessThanOrEqual(200);
});

test.each(['cumulative', 'delta'] as const)(
  'an exit in the middle of a collection loses nothing: %s',
  async (temporality) => {
    const { providers: busy, written } = startBusy(temporality);
    const collecting = busy.metricReader.forceFlush();
    observe.tool(() => {}, { name: 'tool-0' })();
    busy.writeLastMetrics();
    expect(callsIn(written)).toBe(TOOLS + 1);
    await collecting;
  },
);

test('an exit right after a collection writes nothing twice', async () => {
  const { providers: busy, written } = startBusy('cumulative');
  await busy.metricReader.forceFlush();
  const count = written.length;
  busy.writeLastMetrics();
  expect(written).toHaveLength(count);
});
