/** Takes log records and events to Loki. */
import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { capture, runtime } from '@sonde/observe';
import { entryOf } from './loki-entry.ts';
import type { LokiOutlet } from './loki-outlet.ts';

/** As much of one record as of one captured value and its surroundings. */
const RECORD_UNITS_MAX = 256 * 1_024;
const SECOND_NANOS = 1_000_000_000n;

export class LokiLogProcessor implements LogRecordProcessor {
  readonly #outlet: LokiOutlet;
  readonly #redact: (value: unknown) => unknown;

  constructor(outlet: LokiOutlet, redact: (value: unknown) => unknown) {
    this.#outlet = outlet;
    this.#redact = redact;
  }

  onEmit(record: ReadWriteLogRecord, _from?: Context): void {
    try {
      const { body, attributes } = this.#redact(
        capture({ body: record.body ?? '', attributes: record.attributes }, RECORD_UNITS_MAX),
      ) as { body: unknown; attributes: Readonly<Record<string, unknown>> };
      const [seconds, nanos] = record.hrTime;
      this.#outlet.push(
        entryOf({
          timeUnixNano: BigInt(seconds) * SECOND_NANOS + BigInt(nanos),
          severityNumber: record.severityNumber ?? 9,
          eventName: record.eventName ?? '',
          body,
          attributes,
          resource: record.resource.attributes,
          traceId: record.spanContext?.traceId,
          spanId: record.spanContext?.spanId,
        }),
      );
    } catch (error) {
      runtime.onInternalError('log to loki', error);
    }
  }

  async forceFlush(): Promise<void> {
    this.#outlet.write();
  }

  async shutdown(): Promise<void> {
    this.#outlet.write();
  }
}
