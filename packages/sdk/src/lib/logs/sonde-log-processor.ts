/** Takes log records and events into the spool. */

import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { requestAttributes, runtime } from '@sonde/observe';
import type { FallbackKeeper } from '../fallback/fallback-keeper.ts';
import type { TelemetryWriter } from '../telemetry-writer.ts';

export class SondeLogProcessor implements LogRecordProcessor {
  readonly #writer: TelemetryWriter;
  readonly #fallback: FallbackKeeper | undefined;

  /** @param fallback - Takes the events that the writer cannot (they are lost, and counted). */
  constructor(writer: TelemetryWriter, fallback?: FallbackKeeper) {
    this.#writer = writer;
    this.#fallback = fallback;
  }

  onEmit(record: ReadWriteLogRecord, from?: Context): void {
    try {
      const attributes = from === undefined ? undefined : requestAttributes(from);
      if (attributes !== undefined) record.setAttributes(attributes);
      this.#writer.log(record);
      this.#fallback?.written(record);
    } catch (error) {
      runtime.onInternalError('write log', error);
      this.#fallback?.refused(record);
    }
  }

  async forceFlush(): Promise<void> {
    this.#writer.flush();
  }

  async shutdown(): Promise<void> {
    this.#writer.flush();
  }
}
