/** Encodes spans of the OpenTelemetry SDK into OTLP. */
import type { ByteWriter } from '../byte-writer.ts';
import { EventField, LinkField, SpanField, StatusField } from '../wire-fields.ts';
import { type HrTime, writeTime } from './time.ts';
import { defaultEncodeLimits, type EncodeLimits, type TextFilter, ValueEncoder } from './values.ts';

/** What is needed of an OpenTelemetry span context. */
export interface EncodableSpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote?: boolean | undefined;
  readonly traceState?: { serialize(): string } | undefined;
}

/** What is needed of a span event. */
export interface EncodableEvent {
  readonly time: HrTime;
  readonly name: string;
  readonly attributes?: object | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

/** What is needed of a span link. */
export interface EncodableLink {
  readonly context: EncodableSpanContext;
  readonly attributes?: object | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

/** What is needed of a span: the `ReadableSpan` of the OpenTelemetry SDK 2.x and 3.x has it. */
export interface EncodableSpan {
  readonly name: string;
  /** `SpanKind` of the API: 0 internal … 4 consumer. */
  readonly kind: number;
  spanContext(): EncodableSpanContext;
  readonly parentSpanContext?: EncodableSpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  /** `SpanStatusCode` of the API: 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message?: string | undefined };
  readonly attributes: object;
  readonly events: readonly EncodableEvent[];
  readonly links: readonly EncodableLink[];
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** Bits 8 and 9 of the OTLP flags say that bit 9 is known, and whether the parent is remote (trace.proto). */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Writes the bytes of an OTLP Span message.
 *
 * Attribute values are encoded whatever they are; those that cannot be (functions, symbols, throwing getters) are
 * left out and counted in `droppedAttributesCount`.
 *
 * @param filter - Applied to every text value, to the names of events and to the status message.
 * @param limits - Bounds of values and record.
 */
export function encodeSpan(
  span: EncodableSpan,
  into: ByteWriter,
  filter?: TextFilter,
  limits: EncodeLimits = defaultEncodeLimits,
): void {
  const flags = flagsOf(span.spanContext().traceFlags, span.parentSpanContext?.isRemote);
  writeSpan(span, into, new ValueEncoder(into, filter, limits), flags);
}

/** The same with the 32 bits of the flags given. @internal */
export function writeSpan(span: EncodableSpan, into: ByteWriter, values: ValueEncoder, flags: number): void {
  const context = span.spanContext();
  into.hexField(SpanField.traceId, context.traceId, 32);
  into.hexField(SpanField.spanId, context.spanId, 16);
  writeTraceState(into, SpanField.traceState, context);
  const parent = span.parentSpanContext;
  if (parent !== undefined) into.hexField(SpanField.parentSpanId, parent.spanId, 16);
  values.label(SpanField.name, span.name);
  into.countField(SpanField.kind, span.kind + 1);
  writeTime(into, SpanField.startTime, span.startTime);
  writeTime(into, SpanField.endTime, span.endTime);
  const dropped = values.attributes(SpanField.attributes, span.attributes);
  into.countField(SpanField.droppedAttributesCount, span.droppedAttributesCount + dropped);
  for (const event of span.events) writeEvent(into, values, event);
  into.countField(SpanField.droppedEventsCount, span.droppedEventsCount);
  for (const link of span.links) writeLink(into, values, link);
  into.countField(SpanField.droppedLinksCount, span.droppedLinksCount);
  writeStatus(into, values, span.status);
  if (flags !== 0) into.fixed32Field(SpanField.flags, flags);
}

function writeEvent(into: ByteWriter, values: ValueEncoder, event: EncodableEvent): void {
  const mark = into.begin(SpanField.events, 128);
  writeTime(into, EventField.time, event.time);
  values.text(EventField.name, event.name);
  const dropped = values.attributes(EventField.attributes, event.attributes);
  into.countField(EventField.droppedAttributesCount, (event.droppedAttributesCount ?? 0) + dropped);
  into.end(mark);
}

function writeLink(into: ByteWriter, values: ValueEncoder, link: EncodableLink): void {
  const mark = into.begin(SpanField.links);
  into.hexField(LinkField.traceId, link.context.traceId, 32);
  into.hexField(LinkField.spanId, link.context.spanId, 16);
  writeTraceState(into, LinkField.traceState, link.context);
  const dropped = values.attributes(LinkField.attributes, link.attributes);
  into.countField(LinkField.droppedAttributesCount, (link.droppedAttributesCount ?? 0) + dropped);
  into.fixed32Field(LinkField.flags, flagsOf(link.context.traceFlags, link.context.isRemote));
  into.end(mark);
}

function writeTraceState(into: ByteWriter, field: number, context: EncodableSpanContext): void {
  const text = context.traceState?.serialize();
  if (text) into.textField(field, text);
}

function writeStatus(into: ByteWriter, values: ValueEncoder, status: EncodableSpan['status']): void {
  if (status.code === 0 && !status.message) return;
  const mark = into.begin(SpanField.status);
  values.text(StatusField.message, status.message);
  into.countField(StatusField.code, status.code);
  into.end(mark);
}

/** The W3C flags with what is known about the parent. */
function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}
