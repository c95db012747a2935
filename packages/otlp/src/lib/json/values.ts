/** AnyValues and attributes in OTLP/JSON, both ways. */
import { Buffer } from 'node:buffer';
import type { DecodeBudget } from '../decode/limits.ts';
import { emptyMap, type ValueMap } from '../decode/values.ts';
import type { AnyValue, AnyValueMap } from '../records.ts';
import { doubleOf, integerOf, JsonFields, type JsonObject, wrong } from './fields.ts';

/** Reads a list of KeyValues; of repeated keys the last wins. @internal */
export function attributesOf(owner: JsonFields, budget: DecodeBudget): AnyValueMap {
  const pairs = owner.objects('attributes');
  budget.checkCount('attributesMax', pairs.length);
  return mapOf(pairs, budget, 0);
}

function mapOf(pairs: readonly JsonFields[], budget: DecodeBudget, depth: number): ValueMap {
  const map = emptyMap();
  for (const pair of pairs) map[pair.text('key')] = valueOf(pair.raw('value'), budget, depth);
  return map;
}

/** Reads an AnyValue; one without a known field is null. @internal */
export function valueOf(json: unknown, budget: DecodeBudget, depth = 0): AnyValue {
  budget.takeItem();
  budget.checkDepth(depth);
  if (json === undefined || json === null) return null;
  const value = new JsonFields(json, 'value', budget);
  if (value.has('stringValue')) return value.text('stringValue');
  if (value.has('boolValue')) return value.bool('boolValue');
  if (value.has('intValue')) return safeInteger(integerOf(value.raw('intValue'), 'intValue'));
  if (value.has('doubleValue')) return doubleOf(value.raw('doubleValue'), 'doubleValue');
  if (value.has('bytesValue')) return bytesOf(value.text('bytesValue'));
  const list = value.object('arrayValue');
  if (list !== undefined) return list.list('values').map((item) => valueOf(item, budget, depth + 1));
  const pairs = value.object('kvlistValue');
  return pairs === undefined ? null : mapOf(pairs.objects('values'), budget, depth + 1);
}

/** A number while safe, the bigint beyond. @internal */
export function safeInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function bytesOf(base64: string): Uint8Array {
  if (/[^A-Za-z0-9+/=_-]/.test(base64)) throw wrong('bytesValue', base64, 'base64');
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

/** Attributes as a list of KeyValues. @internal */
export function attributesToJson(attributes: AnyValueMap): JsonObject[] {
  return Object.keys(attributes).map((key) => ({ key, value: valueToJson(attributes[key] ?? null) }));
}

/** An AnyValue in its JSON form. @internal */
export function valueToJson(value: AnyValue): JsonObject {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value.toString() };
  if (typeof value === 'number') return numberToJson(value);
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(valueToJson) } };
  return { kvlistValue: { values: attributesToJson(value as AnyValueMap) } };
}

function numberToJson(value: number): JsonObject {
  return Number.isSafeInteger(value) ? { intValue: value.toString() } : { doubleValue: doubleToJson(value) };
}

/** JSON has no NaN and no infinities; the proto3 mapping spells them. @internal */
export function doubleToJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
