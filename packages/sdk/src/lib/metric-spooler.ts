/** Hands collected metrics to the spool: the exporter at the end of a stock periodic reader. */

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  type AggregationTemporality,
  type InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { runtime } from '@sonde/observe';
import { aggregationTemporality, type MetricTemporality } from './metrics/temporality.ts';
import type { TelemetryWriter } from './telemetry-writer.ts';

export class MetricSpooler implements PushMetricExporter {
  readonly #writer: TelemetryWriter;
  readonly #temporality: MetricTemporality;

  constructor(writer: TelemetryWriter, temporality: MetricTemporality) {
    this.#writer = writer;
    this.#temporality = temporality;
  }

  selectAggregationTemporality(instrumentType: InstrumentType): AggregationTemporality {
    return aggregationTemporality(this.#temporality, instrumentType);
  }

  export({ resource, scopeMetrics }: ResourceMetrics, done: (result: ExportResult) => void): void {
    try {
      for (const { scope, metrics } of scopeMetrics)
        for (const metric of metrics) this.#writer.metric(resource, scope, metric);
      done({ code: ExportResultCode.SUCCESS });
    } catch (error) {
      runtime.onInternalError('write metrics', error);
      done({ code: ExportResultCode.FAILED });
    }
  }

  async forceFlush(): Promise<void> {
    this.#writer.flush();
  }

  async shutdown(): Promise<void> {
    this.#writer.flush();
  }
}
