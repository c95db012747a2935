/** The settings in force, each with where its value comes from, and nothing secret in it. */
import { existsSync } from 'node:fs';
import { type Environment, processEnvironment } from './environment.ts';
import { FILE_VARIABLE, resolve, type SettingSource } from './resolve-settings.ts';
import { type SettingDefinition, type SondeConfig, settingTopics } from './settings-table.ts';

/** What there is to set. */
export interface SettingDescription {
  readonly name: string;
  readonly topic: string;
  readonly default: unknown;
  /** Environment variables, the first one set wins. */
  readonly env: readonly string[];
  /** Other keys of the configuration file. */
  readonly fileAliases: readonly string[];
  readonly doc: string;
}

/** One setting in force. */
export interface ExplainedSetting extends SettingDescription {
  /** Credentials are replaced by `***`. */
  readonly value: unknown;
  readonly source: SettingSource;
  /** The key it was written under; absent when it was not. */
  readonly key?: string;
}

/** All settings in force. */
export interface SettingsExplanation {
  readonly settings: readonly ExplainedSetting[];
  /** What follows from a setting and may surprise. */
  readonly notes: readonly string[];
  /** The configuration file that was read; absent when there is none. */
  readonly file?: string;
}

const HIDDEN = '***';
const definitions = Object.entries(settingTopics).flatMap(([topic, settings]) =>
  (Object.entries(settings) as [string, SettingDefinition][]).map(
    ([name, definition]) => [topic, name, definition] as const,
  ),
);

/**
 * Explains what a process started here would go by.
 *
 * @param config - Options, as given to `register` (none).
 * @param environment - Variables (those of the process).
 * @throws SondeError CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE or CONFIG_UNREADABLE_FILE, naming the key as written.
 */
export function explainSettings(
  config: SondeConfig = {},
  environment: Environment = processEnvironment(),
): SettingsExplanation {
  const { settings, written, notes } = resolve(config, environment);
  const values: Readonly<Record<string, unknown>> = settings;
  const explained = definitions.map(
    ([topic, name, definition]): ExplainedSetting => ({
      ...descriptionOf(topic, name, definition),
      value: presentable(definition, values[name]),
      ...originOf(values[name], definition, written[name]),
    }),
  );
  const file = environment[FILE_VARIABLE] ?? (existsSync('sonde.yaml') ? 'sonde.yaml' : undefined);
  return { settings: explained, notes, ...(file === undefined ? {} : { file }) };
}

/** Every setting there is, by topic. */
export function describeSettings(): SettingDescription[] {
  return definitions.map(([topic, name, definition]) => descriptionOf(topic, name, definition));
}

function descriptionOf(topic: string, name: string, definition: SettingDefinition): SettingDescription {
  const { env, fileAliases = [], doc } = definition;
  return { name, topic, default: definition.default, env, fileAliases, doc };
}

function originOf(
  value: unknown,
  definition: SettingDefinition,
  written: { readonly value: unknown; readonly source: SettingSource; readonly key: string } | undefined,
): { readonly source: SettingSource; readonly key?: string } {
  if (value !== (written === undefined ? definition.default : written.value)) return { source: 'derived' };
  return written === undefined ? { source: 'default' } : { source: written.source, key: written.key };
}

function presentable(definition: SettingDefinition, value: unknown): unknown {
  if (definition.type === 'url') return presentableUrl(String(value));
  if (definition.secret !== true || value === definition.default) return value;
  if (typeof value !== 'object' || value === null) return HIDDEN;
  return Object.fromEntries(Object.keys(value).map((key) => [key, HIDDEN]));
}

/** User, password, query and fragment may hold a key. */
function presentableUrl(url: string): string {
  return url.replace(/\/\/[^/]*@/, `//${HIDDEN}@`).replace(/[?#].*$/s, `?${HIDDEN}`);
}
