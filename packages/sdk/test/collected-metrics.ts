/** Sonde with real providers in memory, and the metrics that its reader collects. */

import { resolveOptions } from '../src/lib/config/resolve-settings.ts';
import type { SondeConfig } from '../src/lib/config/settings-table.ts';
import { type Providers, startProviders } from '../src/lib/providers.ts';
import { Ledger } from '../src/lib/spool/ledger.ts';
import { assembleParts } from '../src/lib/telemetry-parts.ts';
import { TelemetryWriter } from '../src/lib/telemetry-writer.ts';
import { TestSink } from '../src/lib/testing/test-sink.ts';

/** One point as collected. */
export interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

/** A Sonde whose metrics are read by hand. */
export interface Collected {
  readonly providers: Providers;
  readonly ledger: Ledger;
  readonly sink: TestSink;
  /** Collects, and gives points by metric name. */
  collect(): Promise<Readonly<Record<string, readonly Point[]>>>;
}

/** Starts one; `providers.stop()` ends it. */
export function startCollecting(config: SondeConfig = {}, start = startProviders): Collected {
  const ledger = new Ledger();
  const sink = new TestSink(ledger);
  const writer = new TelemetryWriter(sink, ledger, undefined, { holds: false });
  const settings = resolveOptions({ service: 'test', instrumentations: 'none', ...config });
  const self = { ledger: () => ledger.snapshot(), directory: undefined };
  const providers = start(assembleParts(settings, { writer, self }));
  return {
    providers,
    ledger,
    sink,
    collect: async () => {
      const { resourceMetrics } = await providers.metricReader.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return Object.fromEntries(
        metrics.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints as readonly Point[]]),
      );
    },
  };
}
