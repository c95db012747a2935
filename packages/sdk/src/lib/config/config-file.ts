/** `sonde.yaml`: settings by their name, or by the nested names of earlier configurations. */
import { existsSync, readFileSync } from 'node:fs';
import { SondeError } from '@sonde/conventions';
import { loadAll } from 'js-yaml';

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
  try {
    const [content, second] = loadAll(readFileSync(file, 'utf8'));
    if (second !== undefined) throw new Error('it holds several documents');
    return content === null || content === undefined ? [] : flatten(content, '');
  } catch (cause) {
    throw new SondeError(
      'CONFIG_UNREADABLE_FILE',
      `Cannot read the configuration file ${file}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** Maps that are values themselves, not groups of settings. */
const mapSettings = new Set(['headers', 'resourceAttributes']);

function flatten(value: unknown, prefix: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || mapSettings.has(prefix))
    return [[prefix, value]];
  return Object.entries(value).flatMap(([key, item]) =>
    flatten(item, prefix === '' ? key : `${prefix}.${key}`),
  );
}
