/** Where spans go that are kept, at once or later: to the writer, and as the events that they amount to. */
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { operationOf } from '@sonde/observe';
import type { EventDeriver } from './events/event-deriver.ts';
import type { TelemetryWriter } from './telemetry-writer.ts';

/** Takes a span that has ended and is kept. */
export type KeepSpan = (span: ReadableSpan) => void;

/** @param events - Derives typed events (none are). */
export function keptSpans(writer: TelemetryWriter, events: EventDeriver | undefined): KeepSpan {
  return (span) => {
    const operation = operationOf(span);
    writer.span(span, operation?.contentUnits);
    events?.span(span, operation);
  };
}
