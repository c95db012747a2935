/** Options, then environment, then `sonde.yaml`, then default: one value for every setting. */
import { SondeError } from '@sonde/conventions';
import { readConfigFile, type WrittenSettings } from './config-file.ts';
import { derivedSettings } from './derived-settings.ts';
import { type Environment, processEnvironment } from './environment.ts';
import { nearestName } from './nearest-name.ts';
import { parseSetting } from './parse-setting.ts';
import { receiverOf } from './receiver.ts';
import {
  type SettingDefinition,
  type SettingName,
  type SondeConfig,
  type SondeSettings,
  settingsTable,
} from './settings-table.ts';

/** Where a value comes from. */
export type SettingSource = 'options' | 'environment' | 'file' | 'derived' | 'default';

/** A value as it was found, and the key it was written under. */
export interface Written {
  readonly value: unknown;
  readonly source: SettingSource;
  readonly key: string;
}

/** Settings with what is known of their origin. */
export interface Resolution {
  readonly settings: SondeSettings;
  /** Of settings that were written somewhere. */
  readonly written: Readonly<Record<string, Written>>;
  /** What follows from a setting and may surprise, a sentence each. */
  readonly notes: readonly string[];
}

/** Names the configuration file; the one variable of ours that is no setting. */
export const FILE_VARIABLE = 'SONDE_CONFIG_FILE';

const ownVariable = /^(SONDE|BUGCATCHER|PERFCATCHER)_/;
const definitions: readonly (readonly [SettingName, SettingDefinition])[] = Object.entries(
  settingsTable,
) as never;

type Found = { [name: string]: Written };

/**
 * Resolves all settings.
 *
 * @param config - What the application passed.
 * @param environment - Variables (those of the process).
 * @throws SondeError CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE or CONFIG_UNREADABLE_FILE, naming the key as written.
 */
export function resolveSettings(config: SondeConfig = {}, environment?: Environment): SondeSettings {
  return resolve(config, environment).settings;
}

/** The same, with the origin of every value. */
export function resolve(
  config: SondeConfig = {},
  environment: Environment = processEnvironment(),
): Resolution {
  const fromElsewhere = {
    ...fromFile(readConfigFile(environment[FILE_VARIABLE])),
    ...fromEnvironment(environment),
  };
  return settled({ ...fromElsewhere, ...fromOptions(config) }, environment);
}

/**
 * Resolves all settings from options alone: environment and `sonde.yaml` are not looked at.
 *
 * @throws SondeError CONFIG_UNKNOWN_KEY or CONFIG_INVALID_VALUE
 */
export function resolveOptions(config: SondeConfig): SondeSettings {
  return settled(fromOptions(config), {}).settings;
}

function settled(written: Found, environment: Environment): Resolution {
  const values = Object.fromEntries(
    definitions.map(([name, definition]) => [name, written[name]?.value ?? definition.default]),
  );
  const addressed = { ...values, endpoint: receiverOf(values) };
  const { derived, notes } = derivedSettings(addressed, written, environment);
  return { settings: { ...addressed, ...derived } as SondeSettings, written, notes };
}

function fromOptions(config: SondeConfig): Found {
  const found: Found = {};
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined) continue;
    found[key] = { value: parseSetting(definitionOf(key), value, key), source: 'options', key };
  }
  return found;
}

function fromEnvironment(environment: Environment): Found {
  rejectUnknownVariables(environment);
  const found: Found = {};
  for (const [name, definition] of definitions) {
    const set = definition.env.filter((candidate) => (environment[candidate] ?? '') !== '');
    const all = set.map((key): Written => {
      return { value: parseSetting(definition, environment[key], key), source: 'environment', key };
    });
    const [first] = all;
    if (first === undefined) continue;
    found[name] = isOwn(first) ? first : (all.find(isSwitchedOff) ?? first);
  }
  return found;
}

/** Of the classic names, one switches all exceptions and one the tracking of them: off is off. */
function isSwitchedOff({ value, key }: Written): boolean {
  return value === false && key.startsWith('BUGCATCHER_');
}

function isOwn({ key }: Written): boolean {
  return !key.startsWith('BUGCATCHER_');
}

function fromFile(written: WrittenSettings): Found {
  const found: Found = {};
  for (const [key, value] of written) {
    const alias = definitions.find(([, { fileAliases }]) => fileAliases?.includes(key));
    const name = alias?.[0] ?? key;
    const parsed = parseSetting(definitionOf(name, key), value, key);
    const isOff = alias !== undefined && found[name]?.value === false;
    if (!isOff) found[name] = { value: parsed, source: 'file', key };
  }
  return found;
}

function rejectUnknownVariables(environment: Environment): void {
  const known = [FILE_VARIABLE, ...definitions.flatMap(([, { env }]) => env)];
  const unknown = Object.keys(environment).find((name) => ownVariable.test(name) && !known.includes(name));
  if (unknown !== undefined) throw unknownKey(unknown, known);
}

function definitionOf(name: string, key: string = name): SettingDefinition {
  const found = definitions.find(([candidate]) => candidate === name);
  if (found !== undefined) return found[1];
  throw unknownKey(
    key,
    definitions.flatMap(([candidate, { fileAliases }]) => [candidate, ...(fileAliases ?? [])]),
  );
}

function unknownKey(key: string, known: readonly string[]): SondeError {
  const group = known.filter((name) => name.startsWith(`${key}.`));
  if (group.length > 0)
    return new SondeError('CONFIG_UNKNOWN_KEY', `${key} is not a setting but a group: ${group.join(', ')}.`);
  const nearest = nearestName(key, known);
  return new SondeError(
    'CONFIG_UNKNOWN_KEY',
    `${key} is not a setting.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
  );
}
