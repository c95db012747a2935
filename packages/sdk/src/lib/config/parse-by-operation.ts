/** Settings by pattern of operation: from maps, from JSON, or from the compact form of the environment. */
import { SondeError } from '@sonde/conventions';
import { nearestName } from './nearest-name.ts';
import type { FieldDefinition, SettingDefinition } from './settings/definition.ts';

/** Reads one value, or throws. */
type Parse = (definition: SettingDefinition, written: unknown, key: string) => unknown;

type Definition<T extends SettingDefinition['type']> = Extract<SettingDefinition, { type: T }>;

/**
 * Reads numbers by pattern: a map, JSON, or `tool:ping=0.01,llm:*=1`.
 *
 * @returns undefined when it is none of them.
 * @throws SondeError CONFIG_INVALID_VALUE naming the entry.
 */
export function parseNumbers(
  definition: Definition<'numbers'>,
  written: unknown,
  key: string,
  parse: Parse,
): Readonly<Record<string, number>> | undefined {
  const entry: FieldDefinition = { ...definition, type: 'number', default: definition.min };
  return mapped(
    written,
    (text) => text,
    (value, pattern) => {
      return parse(entry, value, `${key}.${pattern}`) as number;
    },
  );
}

/**
 * Reads overrides by pattern: a map of maps, JSON, or `tool:convert=thresholdRatio:0.5;samplesMin:50,llm:*=enabled:false`.
 *
 * @returns undefined when it is none of them.
 * @throws SondeError CONFIG_UNKNOWN_KEY or CONFIG_INVALID_VALUE naming the field.
 */
export function parseOverrides(
  { fields }: Definition<'overrides'>,
  written: unknown,
  key: string,
  parse: Parse,
): Readonly<Record<string, object>> | undefined {
  return mapped(written, fieldsOfText, (value, pattern) => {
    const path = `${key}.${pattern}`;
    if (!isMap(value))
      throw new SondeError(
        'CONFIG_INVALID_VALUE',
        `${path}: ${shown(value)} is not a map of ${Object.keys(fields).join(', ')}.`,
      );
    const entries = Object.entries(value).map(([name, item]) => [
      name,
      parse(fieldOf(fields, name, path), item, `${path}.${name}`),
    ]);
    return Object.fromEntries(entries) as object;
  });
}

function fieldOf(
  fields: Readonly<Record<string, FieldDefinition>>,
  name: string,
  path: string,
): FieldDefinition {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field !== undefined) return field;
  const nearest = nearestName(name, Object.keys(fields));
  const meant =
    nearest === undefined ? `It takes ${Object.keys(fields).join(', ')}.` : `Did you mean ${nearest}?`;
  throw new SondeError('CONFIG_UNKNOWN_KEY', `${path}.${name} is not a setting. ${meant}`);
}

function mapped<T>(
  written: unknown,
  ofText: (text: string) => unknown,
  valueOf: (value: unknown, pattern: string) => T,
): Readonly<Record<string, T>> | undefined {
  const map = typeof written === 'string' ? mapOfText(written, ofText) : written;
  if (!isMap(map)) return undefined;
  return Object.fromEntries(
    Object.entries(map).map(([pattern, value]) => [pattern, valueOf(value, pattern)]),
  );
}

function mapOfText(text: string, ofText: (text: string) => unknown): unknown {
  if (text.trimStart().startsWith('{')) return parsedJson(text);
  const parts = text.split(',').filter((part) => part.trim() !== '');
  if (parts.some((part) => part.indexOf('=') <= 0)) return undefined;
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim(), ofText(part.slice(at + 1).trim())];
    }),
  );
}

/** `thresholdRatio:0.5;enabled:false` */
function fieldsOfText(text: string): unknown {
  const pairs = text.split(';').filter((pair) => pair.trim() !== '');
  if (pairs.some((pair) => pair.indexOf(':') <= 0)) return text;
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf(':')).trim(), pair.slice(pair.indexOf(':') + 1).trim()]),
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
