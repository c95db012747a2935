/** Spans as they may leave the process by an exporter that knows nothing of redaction. */
import type { Attributes } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { TextFilter } from '@sonde/otlp';

/** A copy, with the bytes that it holds. */
export interface SpanCopy {
  readonly span: ReadableSpan;
  readonly sizeBytes: number;
}

/** What a span takes in memory beside its texts. */
const SPAN_BYTES = 1_000;
const BYTES_PER_UNIT = 2;
const DEPTH_MAX = 16;
const UNREADABLE = '[unreadable]';
/** Text is cut where the encoder of the spool cuts it. */
const TEXT_MAX = 1_048_576;
/** As the encoder of the spool: shorter keys of maps are names of fields, smaller numbers no cards. */
const PLAIN_KEY_LENGTH = 12;
const FILTERED_NUMBER_MIN = 1_000_000_000;

/** Makes redacted copies; what is redacted is what the encoder of the spool redacts. */
export class SpanCopies {
  readonly #filter: TextFilter | undefined;
  /** An exporter tells resources and scopes apart by identity. */
  readonly #resources = new WeakMap<object, Resource>();
  readonly #scopes = new WeakMap<object, ReadableSpan['instrumentationScope']>();

  /** @param filter - Redaction of every text (none). */
  constructor(filter: TextFilter | undefined) {
    this.#filter = filter;
  }

  of(span: ReadableSpan): SpanCopy {
    const copy = new Copy(this.#filter);
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
      events: span.events.map((event) => copy.event(event)),
      duration: span.duration,
      ended: span.ended,
      resource: this.#resource(span.resource),
      instrumentationScope: this.#scope(span.instrumentationScope),
      droppedAttributesCount: span.droppedAttributesCount,
      droppedEventsCount: span.droppedEventsCount,
      droppedLinksCount: span.droppedLinksCount,
    };
    return { span: redacted, sizeBytes: SPAN_BYTES + BYTES_PER_UNIT * copy.units };
  }

  #resource(resource: Resource): Resource {
    let copied = this.#resources.get(resource);
    if (copied === undefined) {
      const { attributes, schemaUrl } = resource;
      const options = schemaUrl === undefined ? {} : { schemaUrl };
      copied = resourceFromAttributes(new Copy(this.#filter).attributes(attributes), options);
      this.#resources.set(resource, copied);
    }
    return copied;
  }

  #scope(scope: ReadableSpan['instrumentationScope']): ReadableSpan['instrumentationScope'] {
    let copied = this.#scopes.get(scope);
    if (copied === undefined) {
      const { attributes } = scope as { attributes?: Attributes };
      const redacted = attributes && { attributes: new Copy(this.#filter).attributes(attributes) };
      copied = { ...scope, ...redacted };
      this.#scopes.set(scope, copied);
    }
    return copied;
  }
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

  event(event: TimedEvent): TimedEvent {
    return { ...event, name: this.text(event.name, ''), attributes: this.attributes(event.attributes) };
  }

  attributes(attributes: Attributes | undefined): Attributes {
    const copied = Object.entries(attributes ?? {}).map(([key, value]) => {
      this.units += key.length;
      return [key, this.#value(value, key, 1)];
    });
    return Object.fromEntries(copied) as Attributes;
  }

  #value(value: unknown, key: string, depth: number): unknown {
    if (typeof value === 'string') return this.text(value, key);
    if (typeof value === 'number') return this.#number(value, key);
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

  #number(value: number, key: string): unknown {
    if (this.#filter === undefined || !(value >= FILTERED_NUMBER_MIN) || !Number.isSafeInteger(value))
      return value;
    const filtered = this.#filter(String(value), key);
    return filtered === String(value) ? value : filtered;
  }

  #map(values: object, depth: number): Record<string, unknown> {
    const copied = Object.entries(values).map(([key, value]) => {
      const isName = key.length < PLAIN_KEY_LENGTH && !key.includes('@');
      const shown = isName ? key : this.text(key, '');
      if (isName) this.units += key.length;
      return [shown, this.#value(value, key, depth + 1)];
    });
    return Object.fromEntries(copied);
  }
}
