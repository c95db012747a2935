/** Decodes OTLP spans. */
import type { SpanEventRecord, SpanLinkRecord, SpanRecord } from '../records.ts';
import { EventField, LinkField, SpanField, StatusField } from '../wire-fields.ts';
import type { DecodeBudget } from './limits.ts';
import { AttributeList, readText } from './values.ts';
import type { WireReader } from './wire-reader.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads a Span message up to the reader's end. @internal */
export function readSpan(reader: WireReader, budget: DecodeBudget): SpanRecord {
  const attributes = new AttributeList();
  const events: SpanEventRecord[] = [];
  const links: SpanLinkRecord[] = [];
  const span = emptySpan(attributes.map, events, links);
  while (reader.next()) {
    switch (reader.field) {
      case SpanField.traceId:
        span.traceId = reader.hexId(16);
        break;
      case SpanField.spanId:
        span.spanId = reader.hexId(8);
        break;
      case SpanField.parentSpanId:
        span.parentSpanId = reader.hexId(8);
        break;
      case SpanField.traceState:
        span.traceState = readText(reader, budget);
        break;
      case SpanField.flags:
        span.flags = reader.fixed32();
        break;
      case SpanField.name:
        span.name = readText(reader, budget);
        break;
      case SpanField.kind:
        span.kind = reader.int32();
        break;
      case SpanField.startTime:
        span.startTimeUnixNano = reader.fixed64();
        break;
      case SpanField.endTime:
        span.endTimeUnixNano = reader.fixed64();
        break;
      case SpanField.attributes:
        attributes.read(reader, budget);
        break;
      case SpanField.droppedAttributesCount:
        span.droppedAttributesCount = reader.varint();
        break;
      case SpanField.events:
        budget.checkCount('childrenMax', events.push(readEvent(reader, budget)));
        break;
      case SpanField.links:
        budget.checkCount('childrenMax', links.push(readLink(reader, budget)));
        break;
      case SpanField.status:
        readStatus(reader, budget, span);
        break;
      default:
        reader.skip();
    }
  }
  return span;
}

function emptySpan(
  attributes: SpanRecord['attributes'],
  events: readonly SpanEventRecord[],
  links: readonly SpanLinkRecord[],
): Mutable<SpanRecord> {
  return {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: '',
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes,
    droppedAttributesCount: 0,
    events,
    links,
    statusCode: 0,
    statusMessage: '',
  };
}

function readEvent(reader: WireReader, budget: DecodeBudget): SpanEventRecord {
  budget.takeItem();
  const attributes = new AttributeList();
  const event: Mutable<SpanEventRecord> = { timeUnixNano: 0n, name: '', attributes: attributes.map };
  const outerEnd = reader.enter();
  while (reader.next()) {
    if (reader.field === EventField.time) event.timeUnixNano = reader.fixed64();
    else if (reader.field === EventField.name) event.name = readText(reader, budget);
    else if (reader.field === EventField.attributes) attributes.read(reader, budget);
    else reader.skip();
  }
  reader.leave(outerEnd);
  return event;
}

function readLink(reader: WireReader, budget: DecodeBudget): SpanLinkRecord {
  budget.takeItem();
  const attributes = new AttributeList();
  const link: Mutable<SpanLinkRecord> = { traceId: '', spanId: '', attributes: attributes.map };
  const outerEnd = reader.enter();
  while (reader.next()) {
    if (reader.field === LinkField.traceId) link.traceId = reader.hexId(16);
    else if (reader.field === LinkField.spanId) link.spanId = reader.hexId(8);
    else if (reader.field === LinkField.attributes) attributes.read(reader, budget);
    else reader.skip();
  }
  reader.leave(outerEnd);
  return link;
}

function readStatus(reader: WireReader, budget: DecodeBudget, span: Mutable<SpanRecord>): void {
  const outerEnd = reader.enter();
  while (reader.next()) {
    if (reader.field === StatusField.message) span.statusMessage = readText(reader, budget);
    else if (reader.field === StatusField.code) span.statusCode = reader.int32();
    else reader.skip();
  }
  reader.leave(outerEnd);
}
