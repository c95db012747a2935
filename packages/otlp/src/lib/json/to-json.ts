/** Turns decoded records into an OTLP/JSON request. */
import type { Decoded, LogRecord, RecordOf, Resource, Scope, Signal, SpanRecord } from '../records.ts';
import type { JsonObject } from './fields.ts';
import { listNames } from './from-json.ts';
import { metricToJson } from './metric-to-json.ts';
import { attributesToJson, valueToJson } from './values.ts';

const writers: { readonly [S in Signal]: (record: RecordOf[S]) => JsonObject } = {
  traces: spanToJson,
  logs: logRecordToJson,
  metrics: metricToJson,
};

/**
 * Builds a valid OTLP/JSON export request, ready for `JSON.stringify`: ids in hex, 64-bit integers as text, bytes in
 * base64. Records that share resource and scope objects are grouped.
 */
export function toOtlpJson<S extends Signal>(signal: S, decoded: readonly Decoded<S>[]): object {
  const names = listNames[signal];
  const groups = [...groupBy(decoded, (item) => item.resource)].map(([resource, ofResource]) => ({
    resource: { attributes: attributesToJson(resource.attributes) },
    [names.scopes]: [...groupBy(ofResource, (item) => item.scope)].map(([scope, ofScope]) => ({
      scope: scopeToJson(scope),
      [names.records]: ofScope.map((item) => writers[signal](item.record)),
      ...schemaUrlOf(scope),
    })),
    ...schemaUrlOf(resource),
  }));
  return { [names.resources]: groups };
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  return Map.groupBy(items, keyOf);
}

function schemaUrlOf(owner: Resource | Scope): JsonObject {
  return owner.schemaUrl ? { schemaUrl: owner.schemaUrl } : {};
}

function scopeToJson(scope: Scope): JsonObject {
  return { name: scope.name, version: scope.version, attributes: attributesToJson(scope.attributes) };
}

function spanToJson(span: SpanRecord): JsonObject {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId && { parentSpanId: span.parentSpanId }),
    ...(span.traceState && { traceState: span.traceState }),
    flags: span.flags,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: span.startTimeUnixNano.toString(),
    endTimeUnixNano: span.endTimeUnixNano.toString(),
    attributes: attributesToJson(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map((event) => ({
      timeUnixNano: event.timeUnixNano.toString(),
      name: event.name,
      attributes: attributesToJson(event.attributes),
    })),
    links: span.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: attributesToJson(link.attributes),
    })),
    status: { code: span.statusCode, ...(span.statusMessage && { message: span.statusMessage }) },
  };
}

function logRecordToJson(record: LogRecord): JsonObject {
  return {
    timeUnixNano: record.timeUnixNano.toString(),
    observedTimeUnixNano: record.observedTimeUnixNano.toString(),
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    ...(record.eventName && { eventName: record.eventName }),
    ...(record.body !== null && { body: valueToJson(record.body) }),
    attributes: attributesToJson(record.attributes),
    droppedAttributesCount: record.droppedAttributesCount,
    flags: record.flags,
    ...(record.traceId && { traceId: record.traceId }),
    ...(record.spanId && { spanId: record.spanId }),
  };
}
