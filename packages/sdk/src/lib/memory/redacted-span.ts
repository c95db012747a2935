/** A span as it may leave the process by an exporter that knows nothing of redaction. */
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { TextFilter } from '@sonde/otlp';

/** What a span takes in memory beside its texts. */
const SPAN_BYTES = 1_000;
const BYTES_PER_UNIT = 2;
const DEPTH_MAX = 16;
const UNREADABLE = '[unreadable]';
/** Text is cut where the encoder of the spool cuts it. */
const TEXT_MAX = 1_048_576;

/** A redacted copy of a span, with the bytes that it holds. */
export function redactedSpan(
  span: ReadableSpan,
  filter: TextFilter | undefined,
): { readonly span: ReadableSpan; readonly sizeBytes: number } {
  const copy = new Copy(filter);
  const { status } = span;
  const message = status.message === undefined ? {} : { message: copy.text(status.message, '') };
  const redacted: ReadableSpan = {
    name: copy.text(span.name, ''),
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext === undefined ? {} : { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    status: { code: status.code, ...message },
    attributes: copy.attributes(span.attributes),
    links: span.links.map((link) => ({ ...link, attributes: copy.attributes(link.attributes) })),
    events: span.events.map(
      (event): TimedEvent => ({ ...event, attributes: copy.attributes(event.attributes) }),
    ),
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
  return { span: redacted, sizeBytes: SPAN_BYTES + BYTES_PER_UNIT * copy.units };
}

/** Copies values, and counts the characters of their texts. */
class Copy {
  readonly #filter: TextFilter | undefined;
  units = 0;

  constructor(filter: TextFilter | undefined) {
    this.#filter = filter;
  }

  text(value: string, key: string): string {
    const text = value.slice(0, TEXT_MAX);
    const filtered = this.#filter === undefined ? text : this.#filter(text, key);
    this.units += filtered.length;
    return filtered;
  }

  attributes(attributes: Attributes | undefined): Attributes {
    return this.#map(attributes ?? {}, 0) as Attributes;
  }

  #map(values: object, depth: number): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        this.units += key.length;
        return [key, this.#value(value, key, depth + 1)];
      }),
    );
  }

  #value(value: unknown, key: string, depth: number): unknown {
    if (typeof value === 'string') return this.text(value, key);
    if (typeof value !== 'object' || value === null) return value;
    if (ArrayBuffer.isView(value)) {
      this.units += value.byteLength;
      return value;
    }
    if (depth >= DEPTH_MAX) return '[nested too deep]';
    try {
      return Array.isArray(value)
        ? value.map((item) => this.#value(item, key, depth + 1))
        : this.#map(value, depth);
    } catch {
      return UNREADABLE;
    }
  }
}
