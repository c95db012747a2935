/** Collects metrics at an interval, Sonde's own and those of the application's instruments, and at the exit once more. */
import type { Resource } from '@opentelemetry/resources';
import { InstrumentType, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { runtime } from '@sonde/observe';
import type { SondeSettings } from '../config/settings-table.ts';
import type { LedgerSnapshot } from '../spool/ledger.ts';
import type { MetricSpooler } from './metric-spooler.ts';
import { SondeMetrics } from './sonde-metrics.ts';
import { directoryBytes } from './spool-bytes.ts';
import { aggregationTemporality } from './temporality.ts';

/**
 * Longest time that the application's observable instruments may take. The stock reader waits with a timer that keeps the
 * process alive: one that never answers holds up an ending process for that long, as long as a drain by default.
 */
const METRIC_TIMEOUT_MS = 2_000;

/** Where the figures that Sonde tells of itself come from. */
export interface SelfSources {
  ledger(): LedgerSnapshot;
  /** Of the spool; undefined without one. */
  readonly directory: string | undefined;
  /** Age of what the receiver has not taken, in ms; undefined without a sender. */
  readonly senderLagMs?: (() => number) | undefined;
}

/** Sonde's metrics by the settings; undefined when they are switched off. */
export function startMetrics(
  { metrics, genAiMetrics, metricTemporality, metricSeriesMax }: SondeSettings,
  resource: Resource,
  { ledger, directory, senderLagMs }: SelfSources,
): SondeMetrics | undefined {
  if (!metrics) return undefined;
  return new SondeMetrics({
    resource,
    genAiVersion: genAiMetrics,
    temporality: aggregationTemporality(metricTemporality, InstrumentType.COUNTER),
    seriesMax: metricSeriesMax,
    ledger,
    spoolBytes: () => (directory === undefined ? undefined : directoryBytes(directory)),
    ...(senderLagMs && { senderLagMs }),
  });
}

/** The reader refuses a timeout longer than its interval. */
export function metricReader(
  { metricIntervalMs, metricSeriesMax }: SondeSettings,
  exporter: MetricSpooler,
  metrics: SondeMetrics | undefined,
): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: metricIntervalMs,
    exportTimeoutMillis: Math.min(metricIntervalMs, METRIC_TIMEOUT_MS),
    cardinalityLimits: { default: metricSeriesMax },
    metricProducers: metrics === undefined ? [] : [metrics],
  });
}

/** Writes what was counted since the last collection; synchronous, for the exit. Must not throw. */
export function writeLastMetrics(
  metrics: SondeMetrics | undefined,
  resource: Resource,
  exporter: MetricSpooler,
): void {
  try {
    exporter.writePending();
    if (metrics?.hasNews === true) exporter.writeNow({ resource, scopeMetrics: metrics.collectNow() });
  } catch (error) {
    runtime.onInternalError('write metrics', error);
  }
}
