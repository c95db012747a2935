/** Encodes decoded records again: JSON requests are stored this way. */
import { ByteWriter } from '../byte-writer.ts';
import type { Decoded, LogRecord, RecordOf, Signal, SpanRecord } from '../records.ts';
import { writeMetricRecord } from './decoded-metric.ts';
import { type EncodableLogRecord, writeLog } from './log-record.ts';
import type { RawRecord } from './request.ts';
import { encodeResource, encodeScope } from './resource.ts';
import { type EncodableSpan, type EncodableSpanContext, writeSpan } from './span.ts';
import { hrTimeOf } from './time.ts';
import { ValueEncoder } from './values.ts';

/**
 * Encodes decoded records, so that `decodeRecord` gives back equal ones. Limits are those of decoding: nothing that
 * was decoded is cut. Records that share a resource or scope object share its bytes.
 */
export function encodeRecords<S extends Signal>(signal: S, decoded: readonly Decoded<S>[]): RawRecord[] {
  const into = new ByteWriter();
  const resources = new Map<object, Uint8Array>();
  const scopes = new Map<object, Uint8Array>();
  return decoded.map(({ resource, scope, record }) => {
    into.reset();
    writers[signal](record, into);
    return {
      resource: cached(resources, resource, encodeResource),
      scope: cached(scopes, scope, encodeScope),
      record: into.copy(),
    };
  });
}

const writers: { readonly [S in Signal]: (record: RecordOf[S], into: ByteWriter) => void } = {
  traces: writeSpanRecord,
  logs: writeLogRecord,
  metrics: writeMetricRecord,
};

function cached<T extends object>(
  cache: Map<object, Uint8Array>,
  key: T,
  encode: (key: T) => Uint8Array,
): Uint8Array {
  let bytes = cache.get(key);
  if (bytes === undefined) cache.set(key, (bytes = encode(key)));
  return bytes;
}

/** What was decoded is within the limits of decoding; it is not cut a second time. */
const unlimited = { valueBytesMax: 64 * 1024 * 1024, recordBytesMax: 64 * 1024 * 1024, depthMax: 64 };

function writeSpanRecord(span: SpanRecord, into: ByteWriter): void {
  const context = contextOf(span.traceId, span.spanId, span.traceState);
  const encodable: EncodableSpan = {
    name: span.name,
    kind: span.kind - 1,
    spanContext: () => context,
    parentSpanContext: span.parentSpanId ? contextOf('', span.parentSpanId, '') : undefined,
    startTime: hrTimeOf(span.startTimeUnixNano),
    endTime: hrTimeOf(span.endTimeUnixNano),
    status: { code: span.statusCode, message: span.statusMessage },
    attributes: span.attributes,
    events: span.events.map(({ timeUnixNano, ...event }) => ({ ...event, time: hrTimeOf(timeUnixNano) })),
    links: span.links.map((link) => ({
      context: contextOf(link.traceId, link.spanId, ''),
      attributes: link.attributes,
    })),
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  writeSpan(encodable, into, new ValueEncoder(into, undefined, unlimited), span.flags);
}

function writeLogRecord(record: LogRecord, into: ByteWriter): void {
  const encodable: EncodableLogRecord = {
    ...record,
    hrTime: hrTimeOf(record.timeUnixNano),
    hrTimeObserved: hrTimeOf(record.observedTimeUnixNano),
    spanContext: contextOf(record.traceId, record.spanId, ''),
  };
  writeLog(encodable, into, new ValueEncoder(into, undefined, unlimited), record.flags);
}

function contextOf(traceId: string, spanId: string, traceState: string): EncodableSpanContext {
  return {
    traceId,
    spanId,
    traceFlags: 0,
    traceState: traceState ? { serialize: () => traceState } : undefined,
  };
}
