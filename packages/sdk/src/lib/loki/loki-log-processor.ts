/** Takes log records and events to Loki. */
import type { Context } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { capture, runtime } from '@sonde/observe';
import { entryOf, type LoggedRecord, resourceLabels } from './loki-entry.ts';
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
      const { eventName = '', body = '', attributes: told, resource: from } = record;
      const { attributes, resource, ...texts } = this.#redact(
        capture({ eventName, body, attributes: told, resource: shown(from.attributes) }, RECORD_UNITS_MAX),
      ) as Pick<LoggedRecord, 'eventName' | 'body' | 'attributes' | 'resource'>;
      const [seconds, nanos] = record.hrTime;
      this.#outlet.push(
        entryOf({
          timeUnixNano: BigInt(seconds) * SECOND_NANOS + BigInt(nanos),
          severityNumber: record.severityNumber ?? 9,
          ...texts,
          attributes,
          resource,
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

/** What becomes of a resource: its labels. */
function shown(resource: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(resourceLabels.map((name) => [name, resource[name]]));
}
