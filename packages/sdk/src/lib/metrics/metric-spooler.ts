/** Hands collected metrics to the spool: the exporter at the end of a stock periodic reader. */

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type {
  AggregationTemporality,
  InstrumentType,
  PushMetricExporter,
  ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { runtime } from '@sonde/observe';
import { inTurns } from '../in-turns.ts';
import type { TelemetryWriter } from '../telemetry-writer.ts';
import { aggregationTemporality, type MetricTemporality } from './temporality.ts';

/** Points in one record: some milliseconds of encoding. A metric with more is written as several, which receivers join. */
const POINTS_MAX = 200;
/** Longest work at a stretch, in ms. */
const TURN_MS = 4;

type MetricArguments = Parameters<TelemetryWriter['metric']>;

/** Writes metrics in turns; what an exit cuts short is written there. */
export class MetricSpooler implements PushMetricExporter {
  readonly #writer: TelemetryWriter;
  readonly #temporality: MetricTemporality;
  #pending: MetricArguments[] = [];

  constructor(writer: TelemetryWriter, temporality: MetricTemporality) {
    this.#writer = writer;
    this.#temporality = temporality;
  }

  selectAggregationTemporality(instrumentType: InstrumentType): AggregationTemporality {
    return aggregationTemporality(this.#temporality, instrumentType);
  }

  export(collected: ResourceMetrics, done: (result: ExportResult) => void): void {
    this.#pending.push(...inRecords(collected));
    this.#writeInTurns().then(
      () => done({ code: ExportResultCode.SUCCESS }),
      (error: unknown) => {
        runtime.onInternalError('write metrics', error);
        done({ code: ExportResultCode.FAILED });
      },
    );
  }

  /** Writes at once what is not written yet: for the exit. */
  writePending(): void {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift())
      this.#writer.metric(...next);
  }

  /** Writes at once. */
  writeNow(collected: ResourceMetrics): void {
    this.#pending.push(...inRecords(collected));
    this.writePending();
  }

  async forceFlush(): Promise<void> {
    this.writePending();
    this.#writer.flush();
  }

  async shutdown(): Promise<void> {
    this.writePending();
    this.#writer.flush();
  }

  async #writeInTurns(): Promise<void> {
    const pause = inTurns(TURN_MS);
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      this.#writer.metric(...next);
      await pause();
    }
  }
}

function inRecords({ resource, scopeMetrics }: ResourceMetrics): MetricArguments[] {
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.flatMap((metric) => {
      const records: MetricArguments[] = [];
      for (let from = 0; from < metric.dataPoints.length; from += POINTS_MAX)
        records.push([
          resource,
          scope,
          { ...metric, dataPoints: metric.dataPoints.slice(from, from + POINTS_MAX) },
        ]);
      return records;
    }),
  );
}
