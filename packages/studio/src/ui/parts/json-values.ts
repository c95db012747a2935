/** Reading of JSON values whose shape nobody has promised. */
import type { Json, JsonMap } from '@sonde/store/reader';

const parseLengthMax = 2_000_000;

/** Names and values; indexes name the items of a list. */
export function jsonEntries(value: readonly Json[] | JsonMap): readonly (readonly [string, Json])[] {
  return isList(value) ? value.map((item, index) => [String(index), item]) : Object.entries(value);
}

/** One line that says what a branch holds: `3 items`, `{role, parts}`. */
export function jsonSummary(value: readonly Json[] | JsonMap): string {
  if (isList(value)) return value.length === 1 ? '1 item' : `${value.length} items`;
  const count = Object.keys(value).length;
  return count === 1 ? '1 key' : `${count} keys`;
}

/** The value that a text of JSON means, or the value itself. */
export function parseIfJson(value: Json): Json {
  if (typeof value !== 'string' || value.length > parseLengthMax || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** A list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A map. */
export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** An own member of a map, never one that every object inherits. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A member as text: empty where it is missing or something else. */
export function textMember(value: Json | undefined, name: string): string {
  const found = member(value, name);
  return typeof found === 'string' ? found : '';
}

/** A member as a number. */
export function numberMember(value: Json | undefined, name: string): number | undefined {
  const found = member(value, name);
  return typeof found === 'number' ? found : undefined;
}
