/** `sonde.yaml`: settings by their name, or by the nested names of earlier configurations. */
import { existsSync, readFileSync } from 'node:fs';
import { SondeError } from '@sonde/conventions';
import { loadAll } from 'js-yaml';
import { type SettingDefinition, settingsTable } from './settings-table.ts';

/** A key and value as written, nested keys joined by dots. */
export type WrittenSettings = readonly (readonly [key: string, value: unknown])[];

/**
 * Reads the configuration file.
 *
 * @param named - Path given by the user; it must exist. Without one `sonde.yaml` in the working directory is read
 * if it is there.
 * @throws SondeError CONFIG_UNREADABLE_FILE
 */
export function readConfigFile(named: string | undefined): WrittenSettings {
  const file = named ?? 'sonde.yaml';
  if (named === undefined && !existsSync(file)) return [];
  const content = contentOf(file);
  if (content === null || content === undefined) return [];
  if (typeof content === 'object' && !Array.isArray(content)) return flatten(content, '');
  throw unreadable(file, 'it is not a map of settings');
}

function contentOf(file: string): unknown {
  try {
    const [content, second] = loadAll(readFileSync(file, 'utf8'));
    if (second !== undefined) throw new Error('it holds several documents');
    return content;
  } catch (cause) {
    throw unreadable(file, (cause as Error).message, cause);
  }
}

function unreadable(file: string, why: string, cause?: unknown): SondeError {
  const message = `Cannot read the configuration file ${file}: ${why}`;
  return new SondeError('CONFIG_UNREADABLE_FILE', message, { cause });
}

/** Maps that are values themselves, not groups of settings. */
const mapTypes: readonly string[] = ['map', 'numbers', 'overrides'] satisfies SettingDefinition['type'][];
const mapSettings = new Set(
  (Object.entries(settingsTable) as [string, SettingDefinition][])
    .filter(([, { type }]) => mapTypes.includes(type))
    .flatMap(([name, { fileAliases = [] }]) => [name, ...fileAliases]),
);

function flatten(value: unknown, prefix: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || mapSettings.has(prefix))
    return [[prefix, value]];
  return Object.entries(value).flatMap(([key, item]) =>
    flatten(item, prefix === '' ? key : `${prefix}.${key}`),
  );
}
