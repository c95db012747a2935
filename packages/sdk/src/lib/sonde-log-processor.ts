/** Takes log records and events into the spool. */

import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { requestAttributes, runtime } from '@sonde/observe';
import type { TelemetryWriter } from './telemetry-writer.ts';

export class SondeLogProcessor implements LogRecordProcessor {
  readonly #writer: TelemetryWriter;

  constructor(writer: TelemetryWriter) {
    this.#writer = writer;
  }

  onEmit(record: ReadWriteLogRecord, from?: Context): void {
    try {
      const attributes = from === undefined ? undefined : requestAttributes(from);
      if (attributes !== undefined) record.setAttributes(attributes);
      this.#writer.log(record);
    } catch (error) {
      runtime.onInternalError('write log', error);
    }
  }

  async forceFlush(): Promise<void> {
    this.#writer.flush();
  }

  async shutdown(): Promise<void> {
    this.#writer.flush();
  }
}
