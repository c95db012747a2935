/** Decoded values as plain JSON. */
import type { AnyValue, AnyValueMap } from '@sonde/otlp';
import type { Json, JsonMap } from '../reader/records.ts';

/** A value as it is shown: integers beyond 2^53 are decimal strings, bytes base64, NaN and infinities strings. */
export function toJson(value: AnyValue): Json {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  return toJsonMap(value as AnyValueMap);
}

/** A map of values as plain JSON; it has no prototype, so every key is an ordinary one. */
export function toJsonMap(map: AnyValueMap): JsonMap {
  const result: { [key: string]: Json } = Object.create(null);
  for (const key of Object.keys(map)) result[key] = toJson(map[key] ?? null);
  return result;
}

/** An attribute that is text, else an empty string. */
export function textOf(map: AnyValueMap, name: string): string {
  const value = map[name];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

/** An attribute that is a number, else 0. */
export function numberOf(map: AnyValueMap, name: string): number {
  const value = Number(map[name] ?? 0);
  return typeof map[name] === 'boolean' || !Number.isFinite(value) ? 0 : value;
}

/**
 * An attribute that is JSON, whether it came as a structured value or as its text.
 *
 * SDKs that cannot send maps put the text of the JSON into a string attribute.
 */
export function structureOf(map: AnyValueMap, name: string): Json {
  const value = toJson(map[name] ?? null);
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** A list, whatever came. */
export function listOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  return value === null || value === '' ? [] : [value];
}
