/** Options, then environment, then `sonde.yaml`, then default: one value for every setting. */
import { SondeError } from '@sonde/conventions';
import { readConfigFile, type WrittenSettings } from './config-file.ts';
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

const FILE_VARIABLE = 'SONDE_CONFIG_FILE';
const ownVariable = /^(SONDE|BUGCATCHER|PERFCATCHER)_/;
const definitions: readonly (readonly [SettingName, SettingDefinition])[] = Object.entries(
  settingsTable,
) as never;

type Values = { [name: string]: unknown };

/**
 * Resolves all settings.
 *
 * @param config - What the application passed.
 * @param environment - Variables (those of the process).
 * @throws SondeError CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE or CONFIG_UNREADABLE_FILE, naming the key as written.
 */
export function resolveSettings(
  config: SondeConfig = {},
  environment: Environment = processEnvironment(),
): SondeSettings {
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
  return settled(fromOptions(config), {});
}

function settled(written: Values, environment: Environment): SondeSettings {
  const values = Object.fromEntries(
    definitions.map(([name, definition]) => [name, written[name] ?? definition.default]),
  );
  const addressed = { ...values, endpoint: receiverOf(values) };
  return { ...addressed, ...derived(addressed, written, environment) } as SondeSettings;
}

function fromOptions(config: SondeConfig): Values {
  const values: Values = {};
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined) continue;
    values[key] = parseSetting(definitionOf(key), value, key);
  }
  return values;
}

function fromEnvironment(environment: Environment): Values {
  rejectUnknownVariables(environment);
  const values: Values = {};
  for (const [name, definition] of definitions) {
    const variable = definition.env.find((candidate) => (environment[candidate] ?? '') !== '');
    if (variable !== undefined) values[name] = parseSetting(definition, environment[variable], variable);
  }
  return values;
}

function fromFile(written: WrittenSettings): Values {
  const values: Values = {};
  for (const [key, value] of written) {
    const alias = definitions.find(([, { fileAliases }]) => fileAliases?.includes(key));
    const name = alias?.[0] ?? key;
    values[name] = parseSetting(definitionOf(name), value, key);
  }
  return values;
}

function rejectUnknownVariables(environment: Environment): void {
  const known = [FILE_VARIABLE, ...definitions.flatMap(([, { env }]) => env)];
  const unknown = Object.keys(environment).find((name) => ownVariable.test(name) && !known.includes(name));
  if (unknown !== undefined) throw unknownKey(unknown, known);
}

function definitionOf(key: string): SettingDefinition {
  const found = definitions.find(([name]) => name === key);
  if (found !== undefined) return found[1];
  throw unknownKey(
    key,
    definitions.flatMap(([name, { fileAliases }]) => [name, ...(fileAliases ?? [])]),
  );
}

function unknownKey(key: string, known: readonly string[]): SondeError {
  const nearest = nearestName(key, known);
  return new SondeError(
    'CONFIG_UNKNOWN_KEY',
    `${key} is not a setting.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`,
  );
}

/** Settings that follow from others unless they were written. */
function derived(values: Values, written: Values, environment: Environment): Values {
  const classic = written['latencyWindowSize'] !== undefined || written['latencySamplesMin'] !== undefined;
  const latencyDetector = written['latencyDetector'] ?? (classic ? 'threshold' : 'cusum');
  return {
    enabled: values['enabled'] === true && environment['OTEL_SDK_DISABLED'] !== 'true',
    detail: detailOf(values, environment),
    latencyDetector,
    latencyThresholdRatio: written['latencyThresholdRatio'] ?? (latencyDetector === 'threshold' ? 0.2 : 0.1),
  };
}

function detailOf(values: Values, environment: Environment): unknown {
  if (values['detail'] !== '') return values['detail'];
  if (values['captureOutputs'] === true) return 'full';
  const genAi = environment['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT']?.toLowerCase();
  if (genAi === 'true' || genAi === 'false') return genAi === 'true' ? 'full' : 'metadata';
  return values['endpoint'] === '' ? 'full' : 'errors';
}
