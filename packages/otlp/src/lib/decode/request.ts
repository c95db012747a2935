/** Decodes OTLP protobuf: whole requests, and the parts that segments hold. */
import type { Decoded, RecordOf, Resource, Scope, Signal } from '../records.ts';
import { GroupField, RequestField, ResourceField, ScopeField } from '../wire-fields.ts';
import { DecodeBudget, type DecodeLimits } from './limits.ts';
import { readLogRecord } from './log-record.ts';
import { readMetric } from './metric.ts';
import { readSpan } from './span.ts';
import { AttributeList, readText } from './values.ts';
import { WireReader } from './wire-reader.ts';

const readers: { readonly [S in Signal]: (reader: WireReader, budget: DecodeBudget) => RecordOf[S] } = {
  traces: readSpan,
  logs: readLogRecord,
  metrics: readMetric,
};

/**
 * Decodes the protobuf body of an OTLP export request.
 *
 * @param limits - Bounds that differ from the defaults.
 * @returns Records in the order of the request; those of one scope share `resource` and `scope`.
 * @throws SondeError OTLP_MALFORMED, OTLP_LIMIT_EXCEEDED
 */
export function decodeRequest<S extends Signal>(
  signal: S,
  body: Uint8Array,
  limits?: Partial<DecodeLimits>,
): Decoded<S>[] {
  const budget = new DecodeBudget(limits);
  const reader = new WireReader(body);
  const decoded: Decoded<S>[] = [];
  while (reader.next()) {
    if (reader.field === RequestField.resourceGroups) readResourceGroup(signal, reader, budget, decoded);
    else reader.skip();
  }
  return decoded;
}

/**
 * Decodes one Span, LogRecord or Metric message.
 *
 * @throws SondeError OTLP_MALFORMED, OTLP_LIMIT_EXCEEDED
 */
export function decodeRecord<S extends Signal>(
  signal: S,
  bytes: Uint8Array,
  limits?: Partial<DecodeLimits>,
): RecordOf[S] {
  return readers[signal](new WireReader(bytes), new DecodeBudget(limits)) as RecordOf[S];
}

/**
 * Decodes the resource bytes of a segment or {@link RawRecord}: fields 1 and 3 of ResourceSpans.
 *
 * @throws SondeError OTLP_MALFORMED, OTLP_LIMIT_EXCEEDED
 */
export function decodeResource(bytes: Uint8Array, limits?: Partial<DecodeLimits>): Resource {
  return readResource(new WireReader(bytes), new DecodeBudget(limits));
}

/**
 * Decodes the scope bytes of a segment or {@link RawRecord}: fields 1 and 3 of ScopeSpans.
 *
 * @throws SondeError OTLP_MALFORMED, OTLP_LIMIT_EXCEEDED
 */
export function decodeScope(bytes: Uint8Array, limits?: Partial<DecodeLimits>): Scope {
  return readScope(new WireReader(bytes), new DecodeBudget(limits));
}

function readResourceGroup<S extends Signal>(
  signal: S,
  reader: WireReader,
  budget: DecodeBudget,
  into: Decoded<S>[],
): void {
  const outerEnd = reader.enter();
  const start = reader.at;
  const resource = readResource(reader, budget);
  reader.at = start;
  while (reader.next()) {
    if (reader.field === GroupField.items) readScopeGroup(signal, reader, budget, resource, into);
    else reader.skip();
  }
  reader.leave(outerEnd);
}

function readScopeGroup<S extends Signal>(
  signal: S,
  reader: WireReader,
  budget: DecodeBudget,
  resource: Resource,
  into: Decoded<S>[],
): void {
  budget.takeItem();
  const outerEnd = reader.enter();
  const start = reader.at;
  const scope = readScope(reader, budget);
  reader.at = start;
  while (reader.next()) {
    if (reader.field !== GroupField.items) {
      reader.skip();
      continue;
    }
    budget.takeRecord();
    const end = reader.enter();
    into.push({ resource, scope, record: readers[signal](reader, budget) as RecordOf[S] });
    reader.leave(end);
  }
  reader.leave(outerEnd);
}

/** Reads resource and schema URL, wherever they stand in the group, and passes over the rest. */
function readResource(reader: WireReader, budget: DecodeBudget): Resource {
  const attributes = new AttributeList();
  const schemaUrl = readGroupHead(reader, budget, () => {
    if (reader.field === ResourceField.attributes) attributes.read(reader, budget);
    else reader.skip();
  });
  return { attributes: attributes.map, schemaUrl };
}

/** The same for a scope. */
function readScope(reader: WireReader, budget: DecodeBudget): Scope {
  const attributes = new AttributeList();
  let name = '';
  let version = '';
  const schemaUrl = readGroupHead(reader, budget, () => {
    if (reader.field === ScopeField.name) name = readText(reader, budget);
    else if (reader.field === ScopeField.version) version = readText(reader, budget);
    else if (reader.field === ScopeField.attributes) attributes.read(reader, budget);
    else reader.skip();
  });
  return { name, version, attributes: attributes.map, schemaUrl };
}

function readGroupHead(reader: WireReader, budget: DecodeBudget, readHeadField: () => void): string {
  let schemaUrl = '';
  budget.takeItem();
  while (reader.next()) {
    if (reader.field === GroupField.schemaUrl) schemaUrl = readText(reader, budget);
    else if (reader.field === GroupField.head) {
      const outerEnd = reader.enter();
      while (reader.next()) readHeadField();
      reader.leave(outerEnd);
    } else reader.skip();
  }
  return schemaUrl;
}
