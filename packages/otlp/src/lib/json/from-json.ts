/** Decodes OTLP/JSON requests. */
import { DecodeBudget, type DecodeLimits, malformed } from '../decode/limits.ts';
import type { Decoded, LogRecord, RecordOf, Resource, Scope, Signal, SpanRecord } from '../records.ts';
import { severityNumbers, spanKinds, statusCodes } from './enums.ts';
import { JsonFields } from './fields.ts';
import { metricOf } from './metric-from-json.ts';
import { attributesOf, valueOf } from './values.ts';

/** Names of the nested lists of each signal. @internal */
export const listNames = {
  traces: { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' },
  logs: { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' },
  metrics: { resources: 'resourceMetrics', scopes: 'scopeMetrics', records: 'metrics' },
} as const satisfies Record<Signal, unknown>;

const readers: { readonly [S in Signal]: (record: JsonFields, budget: DecodeBudget) => RecordOf[S] } = {
  traces: spanOf,
  logs: logRecordOf,
  metrics: metricOf,
};

/**
 * Decodes the JSON body of an OTLP export request: camelCase names, hex ids, enums as number or name, 64-bit integers
 * as text or number, bytes as base64; unknown fields are ignored (OTLP specification, JSON Protobuf encoding).
 *
 * @param limits - Bounds that differ from the defaults.
 * @throws SondeError OTLP_MALFORMED, OTLP_LIMIT_EXCEEDED
 */
export function decodeJsonRequest<S extends Signal>(
  signal: S,
  body: Uint8Array | string,
  limits?: Partial<DecodeLimits>,
): Decoded<S>[] {
  const budget = new DecodeBudget(limits);
  const names = listNames[signal];
  const decoded: Decoded<S>[] = [];
  for (const group of new JsonFields(parse(body), 'request', budget).objects(names.resources)) {
    budget.takeItem();
    const resource = resourceOf(group, budget);
    for (const scopeGroup of group.objects(names.scopes)) {
      budget.takeItem();
      const scope = scopeOf(scopeGroup, budget);
      for (const fields of scopeGroup.objects(names.records)) {
        budget.takeRecord();
        decoded.push({ resource, scope, record: readers[signal](fields, budget) as RecordOf[S] });
      }
    }
  }
  return decoded;
}

function parse(body: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  } catch (cause) {
    throw malformed(`the body is no JSON: ${(cause as Error).message.slice(0, 200)}`);
  }
}

function resourceOf(group: JsonFields, budget: DecodeBudget): Resource {
  const resource = group.object('resource') ?? new JsonFields({}, 'resource', budget);
  return { attributes: attributesOf(resource, budget), schemaUrl: group.text('schemaUrl') };
}

function scopeOf(group: JsonFields, budget: DecodeBudget): Scope {
  const scope = group.object('scope') ?? new JsonFields({}, 'scope', budget);
  return {
    name: scope.text('name'),
    version: scope.text('version'),
    attributes: attributesOf(scope, budget),
    schemaUrl: group.text('schemaUrl'),
  };
}

function spanOf(span: JsonFields, budget: DecodeBudget): SpanRecord {
  const status = span.object('status');
  return {
    traceId: span.hexId('traceId', 32),
    spanId: span.hexId('spanId', 16),
    parentSpanId: span.hexId('parentSpanId', 16),
    traceState: span.text('traceState'),
    flags: span.uint32('flags'),
    name: span.text('name'),
    kind: span.enumValue('kind', spanKinds),
    startTimeUnixNano: span.time('startTimeUnixNano'),
    endTimeUnixNano: span.time('endTimeUnixNano'),
    attributes: attributesOf(span, budget),
    droppedAttributesCount: span.uint32('droppedAttributesCount'),
    events: children(span, 'events', budget).map((event) => ({
      timeUnixNano: event.time('timeUnixNano'),
      name: event.text('name'),
      attributes: attributesOf(event, budget),
    })),
    links: children(span, 'links', budget).map((link) => ({
      traceId: link.hexId('traceId', 32),
      spanId: link.hexId('spanId', 16),
      attributes: attributesOf(link, budget),
    })),
    statusCode: status?.enumValue('code', statusCodes) ?? 0,
    statusMessage: status?.text('message') ?? '',
  };
}

function logRecordOf(record: JsonFields, budget: DecodeBudget): LogRecord {
  return {
    timeUnixNano: record.time('timeUnixNano'),
    observedTimeUnixNano: record.time('observedTimeUnixNano'),
    severityNumber: record.enumValue('severityNumber', severityNumbers),
    severityText: record.text('severityText'),
    eventName: record.text('eventName'),
    body: valueOf(record.raw('body'), budget),
    attributes: attributesOf(record, budget),
    droppedAttributesCount: record.uint32('droppedAttributesCount'),
    flags: record.uint32('flags'),
    traceId: record.hexId('traceId', 32),
    spanId: record.hexId('spanId', 16),
  };
}

/** The objects of a list, counted. @internal */
export function children(owner: JsonFields, name: string, budget: DecodeBudget): readonly JsonFields[] {
  const found = owner.objects(name);
  budget.checkCount('childrenMax', found.length);
  for (const _ of found) budget.takeItem();
  return found;
}
