/** Decodes AnyValues and attributes. */
import type { AnyValue } from '../records.ts';
import { ListField, PairField, ValueField } from '../wire-fields.ts';
import type { DecodeBudget } from './limits.ts';
import type { WireReader } from './wire-reader.ts';

/** A map under construction. @internal */
export type ValueMap = { [key: string]: AnyValue };

/** An empty map without prototype, in which `__proto__` is an ordinary key. @internal */
export function emptyMap(): ValueMap {
  return Object.create(null) as ValueMap;
}

/** Attributes under construction, counted against their limit. @internal */
export class AttributeList {
  readonly map: ValueMap = emptyMap();
  #count = 0;

  /** Reads one KeyValue field; of repeated keys the last wins. */
  read(reader: WireReader, budget: DecodeBudget): void {
    budget.checkCount('attributesMax', ++this.#count);
    readPair(reader, budget, this.map, 0);
  }
}

/** Reads the AnyValue field the reader stands at. @internal */
export function readValue(reader: WireReader, budget: DecodeBudget, depth = 0): AnyValue {
  budget.takeItem();
  budget.checkDepth(depth);
  const outerEnd = reader.enter();
  let value: AnyValue = null;
  while (reader.next()) value = readContent(reader, budget, depth, value);
  reader.leave(outerEnd);
  return value;
}

/** One field of an AnyValue; of several the last wins, as in any oneof. */
function readContent(reader: WireReader, budget: DecodeBudget, depth: number, before: AnyValue): AnyValue {
  switch (reader.field) {
    case ValueField.text:
      return readText(reader, budget);
    case ValueField.bool:
      return reader.bool();
    case ValueField.int:
      return reader.int64();
    case ValueField.double:
      return reader.double();
    case ValueField.array:
      return readArray(reader, budget, depth + 1);
    case ValueField.map:
      return readMap(reader, budget, depth + 1);
    case ValueField.bytes:
      return readBytes(reader, budget);
    default:
      reader.skip();
      return before;
  }
}

/** Reads a text within the limit of one value. @internal */
export function readText(reader: WireReader, budget: DecodeBudget): string {
  const start = reader.at;
  const text = reader.text();
  budget.checkBytes(reader.at - start);
  return text;
}

function readBytes(reader: WireReader, budget: DecodeBudget): Uint8Array {
  const start = reader.at;
  const bytes = reader.byteArray();
  budget.checkBytes(reader.at - start);
  return bytes;
}

function readArray(reader: WireReader, budget: DecodeBudget, depth: number): AnyValue[] {
  const values: AnyValue[] = [];
  const outerEnd = reader.enter();
  while (reader.next()) {
    if (reader.field === ListField.values) values.push(readValue(reader, budget, depth));
    else reader.skip();
  }
  reader.leave(outerEnd);
  return values;
}

function readMap(reader: WireReader, budget: DecodeBudget, depth: number): ValueMap {
  const map = emptyMap();
  const outerEnd = reader.enter();
  while (reader.next()) {
    if (reader.field === ListField.values) readPair(reader, budget, map, depth);
    else reader.skip();
  }
  reader.leave(outerEnd);
  return map;
}

function readPair(reader: WireReader, budget: DecodeBudget, into: ValueMap, depth: number): void {
  const outerEnd = reader.enter();
  let key = '';
  let value: AnyValue = null;
  while (reader.next()) {
    if (reader.field === PairField.key) key = readText(reader, budget);
    else if (reader.field === PairField.value) value = readValue(reader, budget, depth);
    else reader.skip();
  }
  reader.leave(outerEnd);
  into[key] = value;
}
