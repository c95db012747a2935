/** The OTLP wire: protobuf and JSON codec with limits. */
export { ByteWriter } from './lib/byte-writer.ts';
export { type DecodeLimits, defaultDecodeLimits } from './lib/decode/limits.ts';
export { decodeRecord, decodeRequest, decodeResource, decodeScope } from './lib/decode/request.ts';
export { encodeRecords } from './lib/encode/decoded.ts';
export { type EncodableLogRecord, encodeLogRecord } from './lib/encode/log-record.ts';
export {
  type EncodableExponentialHistogram,
  type EncodableHistogram,
  type EncodableMetric,
  type EncodablePoint,
  encodeMetric,
} from './lib/encode/metric.ts';
export { encodeRequest, type RawRecord } from './lib/encode/request.ts';
export { encodeResource, encodeScope } from './lib/encode/resource.ts';
export {
  type EncodableEvent,
  type EncodableLink,
  type EncodableSpan,
  type EncodableSpanContext,
  encodeSpan,
} from './lib/encode/span.ts';
export type { HrTime } from './lib/encode/time.ts';
export { defaultEncodeLimits, type EncodeLimits, type TextFilter } from './lib/encode/values.ts';
export { decodeExportResponse, encodeExportResponse, type PartialSuccess } from './lib/export-response.ts';
export { decodeJsonRequest } from './lib/json/from-json.ts';
export { toOtlpJson } from './lib/json/to-json.ts';
export type {
  AnyValue,
  AnyValueMap,
  Decoded,
  LogRecord,
  MetricPoint,
  MetricRecord,
  RecordOf,
  Resource,
  Scope,
  Signal,
  SpanEventRecord,
  SpanLinkRecord,
  SpanRecord,
} from './lib/records.ts';
