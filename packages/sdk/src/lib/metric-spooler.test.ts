import { afterEach, expect, test } from '@jest/globals';
import { observe } from '@sonde/observe';
import { ByteWriter, decodeRecord, type MetricRecord } from '@sonde/otlp';
import { resolveOptions } from './config/resolve-settings.ts';
import { type Providers, startProviders } from './providers.ts';
import { Ledger } from './spool/ledger.ts';
import { assembleParts } from './telemetry-parts.ts';
import { TelemetryWriter } from './telemetry-writer.ts';

const TOOLS = 1_500;
let providers: Providers | undefined;
afterEach(async () => {
  await providers?.stop();
  providers = undefined;
});

/** Sonde in memory, the metrics that it wrote, and as many tools as make collecting take several turns. */
function startBusy(metricTemporality: 'cumulative' | 'delta'): {
  providers: Providers;
  written: MetricRecord[];
} {
  const written: MetricRecord[] = [];
  const sink = {
    record: (...[kind, , , , encode]: Parameters<TelemetryWriterSink['record']>) => {
      if (kind !== 'metric') return;
      const bytes = new ByteWriter();
      encode(bytes);
      written.push(decodeRecord('metrics', bytes.view()));
    },
    flush: () => {},
    bringIn: () => {},
  };
  const ledger = new Ledger();
  const writer = new TelemetryWriter(sink, ledger);
  const self = { ledger: () => ledger.snapshot(), directory: undefined };
  const settings = resolveOptions({ service: 'test', metricTemporality });
  providers = startProviders(assembleParts(settings, { writer, self }));
  for (let i = 0; i < TOOLS; i += 1) observe.tool(() => {}, { name: `tool-${i}` })();
  return { providers, written };
}

type TelemetryWriterSink = ConstructorParameters<typeof TelemetryWriter>[0];

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
