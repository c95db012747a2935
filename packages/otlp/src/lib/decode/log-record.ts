/** Decodes OTLP log records. */
import type { LogRecord } from '../records.ts';
import { LogField } from '../wire-fields.ts';
import type { DecodeBudget } from './limits.ts';
import { AttributeList, readText, readValue } from './values.ts';
import type { WireReader } from './wire-reader.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads a LogRecord message up to the reader's end. @internal */
export function readLogRecord(reader: WireReader, budget: DecodeBudget): LogRecord {
  const attributes = new AttributeList();
  const record: Mutable<LogRecord> = {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: '',
    eventName: '',
    body: null,
    attributes: attributes.map,
    droppedAttributesCount: 0,
    flags: 0,
    traceId: '',
    spanId: '',
  };
  while (reader.next()) {
    switch (reader.field) {
      case LogField.time:
        record.timeUnixNano = reader.fixed64();
        break;
      case LogField.observedTime:
        record.observedTimeUnixNano = reader.fixed64();
        break;
      case LogField.severityNumber:
        record.severityNumber = reader.int32();
        break;
      case LogField.severityText:
        record.severityText = readText(reader, budget);
        break;
      case LogField.eventName:
        record.eventName = readText(reader, budget);
        break;
      case LogField.body:
        record.body = readValue(reader, budget);
        break;
      case LogField.attributes:
        attributes.read(reader, budget);
        break;
      case LogField.droppedAttributesCount:
        record.droppedAttributesCount = reader.varint();
        break;
      case LogField.flags:
        record.flags = reader.fixed32();
        break;
      case LogField.traceId:
        record.traceId = reader.hexId(16);
        break;
      case LogField.spanId:
        record.spanId = reader.hexId(8);
        break;
      default:
        reader.skip();
    }
  }
  return record;
}
