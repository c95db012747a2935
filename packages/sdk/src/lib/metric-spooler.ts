/** Hands collected metrics to the spool: the exporter at the end of a stock periodic reader. */

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { runtime } from '@sonde/observe';
import type { TelemetryWriter } from './telemetry-writer.ts';

export class MetricSpooler implements PushMetricExporter {
  readonly #writer: TelemetryWriter;

  constructor(writer: TelemetryWriter) {
    this.#writer = writer;
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
