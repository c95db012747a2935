/** The settings as data, without loading the SDK: what is in force and why, and the schema of `sonde.yaml`. */
export {
  describeSettings,
  type ExplainedSetting,
  explainSettings,
  type SettingDescription,
  type SettingsExplanation,
} from './lib/config/explain-settings.ts';
export type { SettingSource } from './lib/config/resolve-settings.ts';
export { type JsonSchema, settingsSchema } from './lib/config/settings-schema.ts';
export type { SondeConfig } from './lib/config/settings-table.ts';
