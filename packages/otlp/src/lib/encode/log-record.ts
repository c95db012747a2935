/** Encodes log records of the OpenTelemetry SDK into OTLP. */
import type { ByteWriter } from '../byte-writer.ts';
import { LogField } from '../wire-fields.ts';
import type { EncodableSpanContext } from './span.ts';
import { type HrTime, writeTime } from './time.ts';
import { defaultEncodeLimits, type EncodeLimits, type TextFilter, ValueEncoder } from './values.ts';

/** What is needed of a log record: the `ReadableLogRecord` of the OpenTelemetry SDK 3.x has it. */
export interface EncodableLogRecord {
  readonly hrTime: HrTime;
  readonly hrTimeObserved: HrTime;
  readonly severityNumber?: number | undefined;
  readonly severityText?: string | undefined;
  readonly body?: unknown;
  readonly eventName?: string | undefined;
  readonly attributes: object;
  readonly spanContext?: EncodableSpanContext | undefined;
  readonly droppedAttributesCount: number;
}

/**
 * Writes the bytes of an OTLP LogRecord message. Values are treated as {@link encodeSpan} treats them; a body that
 * cannot be encoded is left out and counted as a dropped attribute.
 *
 * @param filter - Applied to every text value and to the body.
 * @param limits - Bounds of values and record.
 */
export function encodeLogRecord(
  record: EncodableLogRecord,
  into: ByteWriter,
  filter?: TextFilter,
  limits: EncodeLimits = defaultEncodeLimits,
): void {
  const flags = (record.spanContext?.traceFlags ?? 0) & 0xff;
  writeLog(record, into, new ValueEncoder(into, filter, limits), flags);
}

/** The same with the 32 bits of the flags given. @internal */
export function writeLog(
  record: EncodableLogRecord,
  into: ByteWriter,
  values: ValueEncoder,
  flags: number,
): void {
  writeTime(into, LogField.time, record.hrTime);
  writeTime(into, LogField.observedTime, record.hrTimeObserved);
  into.countField(LogField.severityNumber, record.severityNumber ?? 0);
  values.label(LogField.severityText, record.severityText);
  values.text(LogField.eventName, record.eventName);
  const bodyIsLost = record.body !== undefined && !values.value(LogField.body, record.body);
  const dropped = values.attributes(LogField.attributes, record.attributes) + (bodyIsLost ? 1 : 0);
  into.countField(LogField.droppedAttributesCount, record.droppedAttributesCount + dropped);
  if (flags !== 0) into.fixed32Field(LogField.flags, flags);
  const context = record.spanContext;
  if (context === undefined) return;
  into.hexField(LogField.traceId, context.traceId, 32);
  into.hexField(LogField.spanId, context.spanId, 16);
}
