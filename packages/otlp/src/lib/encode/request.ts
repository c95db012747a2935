/** Builds whole OTLP requests from encoded records, by concatenation. */
import { Buffer } from 'node:buffer';
import { ByteWriter, varintSize } from '../byte-writer.ts';
import type { Signal } from '../records.ts';
import { GroupField, RequestField } from '../wire-fields.ts';

/** One record as encoded: all three parts as they stand on the wire. */
export interface RawRecord {
  /** Fields 1 and 3 of ResourceSpans, ResourceLogs or ResourceMetrics. */
  readonly resource: Uint8Array;
  /** Fields 1 and 3 of ScopeSpans, ScopeLogs or ScopeMetrics. */
  readonly scope: Uint8Array;
  /** One Span, LogRecord or Metric, without tag and length. */
  readonly record: Uint8Array;
}

/**
 * Builds the body of an OTLP export request.
 *
 * Records are grouped by resource and scope, equal by identity or by content, in the order of their first use; their
 * bytes are copied as they are.
 *
 * @param _signal - What the records are. The three requests have one layout, so the bytes do not depend on it.
 * @param records - Records of this signal.
 */
export function encodeRequest(_signal: Signal, records: readonly RawRecord[]): Uint8Array {
  const groups = groupRecords(records);
  const into = new ByteWriter(sum(groups, (group) => fieldBytes(resourceBytes(group))));
  for (const group of groups) {
    openField(into, RequestField.resourceGroups, resourceBytes(group));
    into.raw(group.head);
    for (const scope of group.scopes.all) {
      openField(into, GroupField.items, scope.sizeBytes);
      into.raw(scope.head);
      for (const record of scope.records) into.bytesField(GroupField.items, record);
    }
  }
  return into.view();
}

interface ScopeGroup {
  readonly head: Uint8Array;
  readonly records: Uint8Array[];
  sizeBytes: number;
}

interface ResourceGroup {
  readonly head: Uint8Array;
  readonly scopes: Grouping<ScopeGroup>;
}

function groupRecords(records: readonly RawRecord[]): readonly ResourceGroup[] {
  const resources = new Grouping<ResourceGroup>((head) => ({ head, scopes: new Grouping(emptyScope) }));
  for (const raw of records) {
    const scope = resources.of(raw.resource).scopes.of(raw.scope);
    scope.records.push(raw.record);
    scope.sizeBytes += fieldBytes(raw.record.length);
  }
  return resources.all;
}

function emptyScope(head: Uint8Array): ScopeGroup {
  return { head, records: [], sizeBytes: head.length };
}

function resourceBytes(group: ResourceGroup): number {
  return group.head.length + sum(group.scopes.all, (scope) => fieldBytes(scope.sizeBytes));
}

/** Size of a field below 16 with this much content. */
function fieldBytes(contentBytes: number): number {
  return 1 + varintSize(contentBytes) + contentBytes;
}

function openField(into: ByteWriter, field: number, contentBytes: number): void {
  into.tag(field, 2);
  into.varint(contentBytes);
}

function sum<T>(items: readonly T[], sizeOf: (item: T) => number): number {
  return items.reduce((total, item) => total + sizeOf(item), 0);
}

/** Groups in the order of their first use; bytes are looked up by identity, then by content. */
class Grouping<G> {
  readonly all: G[] = [];
  readonly #create: (head: Uint8Array) => G;
  readonly #byIdentity = new Map<Uint8Array, G>();
  readonly #byContent = new Map<string, G>();

  constructor(create: (head: Uint8Array) => G) {
    this.#create = create;
  }

  of(head: Uint8Array): G {
    let group = this.#byIdentity.get(head);
    if (group !== undefined) return group;
    const key = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
    group = this.#byContent.get(key) ?? this.#add(key, head);
    this.#byIdentity.set(head, group);
    return group;
  }

  #add(key: string, head: Uint8Array): G {
    const group = this.#create(head);
    this.#byContent.set(key, group);
    this.all.push(group);
    return group;
  }
}
