/** Turning what a user wrote into the value of a setting, or into an error that names it as it was written. */

import { SondeError } from '@sonde/conventions';
import { percentDecoded } from '../percent-decoded.ts';
import { parseNumbers, parseOverrides } from './parse-by-operation.ts';
import type { SettingDefinition } from './settings-table.ts';

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
};

/**
 * Reads one value.
 *
 * @param definition - The setting.
 * @param written - The value, as text from the environment or typed from options and file.
 * @param key - The key as the user wrote it, for the message.
 * @throws SondeError CONFIG_INVALID_VALUE
 */
export function parseSetting(definition: SettingDefinition, written: unknown, key: string): unknown {
  const parsed = parsers[definition.type](definition as never, written, key);
  if (parsed === undefined) throw invalid(definition, written, key);
  return parsed;
}

const parsers: {
  readonly [T in SettingDefinition['type']]: (
    definition: Extract<SettingDefinition, { type: T }>,
    written: unknown,
    key: string,
  ) => unknown;
} = {
  string: (_, written) => (typeof written === 'string' ? written : undefined),
  url: (_, written) => (typeof written === 'string' && isHttpUrl(written) ? written : undefined),
  boolean: (_, written) =>
    typeof written === 'boolean'
      ? written
      : typeof written === 'string'
        ? truths[written.trim().toLowerCase()]
        : undefined,
  number: ({ min, max, integer }, written) => {
    const value = typeof written === 'string' && written.trim() !== '' ? Number(written) : written;
    if (typeof value !== 'number' || !(value >= min && value <= max)) return undefined;
    return integer && !Number.isInteger(value) ? undefined : value;
  },
  // The specification of OpenTelemetry asks for it: DELTA is delta.
  choice: ({ choices }, written) =>
    typeof written === 'string'
      ? choices.find((choice) => choice.toLowerCase() === written.trim().toLowerCase())
      : undefined,
  list: ({ choices }, written) => {
    const items =
      typeof written === 'string' ? written.split(',').flatMap((item) => item.trim() || []) : written;
    return Array.isArray(items) && items.every((item) => choices.includes(item))
      ? [...new Set(items)]
      : undefined;
  },
  map: (_, written) =>
    typeof written === 'string' ? parsePairs(written) : isTextMap(written) ? written : undefined,
  numbers: (definition, written, key) => parseNumbers(definition, written, key, parseSetting),
  overrides: (definition, written, key) => parseOverrides(definition, written, key, parseSetting),
};

/** `localhost:4318` parses as a URL too, of the scheme `localhost:`. Empty is none. */
function isHttpUrl(text: string): boolean {
  return text === '' || (/^https?:\/\//i.test(text) && URL.canParse(text));
}

/** `key=value,key=value`, percent-decoded as OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS are. */
function parsePairs(text: string): Record<string, string> | undefined {
  const pairs: Record<string, string> = {};
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const at = pair.indexOf('=');
    if (at <= 0) return undefined;
    pairs[pair.slice(0, at).trim()] = percentDecoded(pair.slice(at + 1).trim());
  }
  return pairs;
}

function isTextMap(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === 'string')
  );
}

function invalid(definition: SettingDefinition, written: unknown, key: string): SondeError {
  const shown = definition.secret ? 'the given value' : JSON.stringify(written);
  return new SondeError('CONFIG_INVALID_VALUE', `${key}: ${shown} is not ${expected(definition)}.`);
}

function expected(definition: SettingDefinition): string {
  switch (definition.type) {
    case 'boolean':
      return 'true or false';
    case 'number':
      return `${definition.integer ? 'a whole number' : 'a number'} from ${definition.min} to ${definition.max} (${definition.unit})`;
    case 'choice':
      return `one of ${definition.choices.filter((choice) => choice !== '').join(', ')}`;
    case 'list':
      return `a list of ${definition.choices.join(', ')}`;
    case 'map':
      return 'a list of key=value pairs';
    case 'numbers':
      return `numbers from ${definition.min} to ${definition.max} by operation, such as tool:ping=${definition.max}`;
    case 'overrides':
      return `settings by operation, such as tool:lookup=${Object.keys(definition.fields)[0]}:…, or JSON`;
    case 'string':
      return 'text';
    case 'url':
      return 'a URL that begins with http:// or https://';
  }
}
