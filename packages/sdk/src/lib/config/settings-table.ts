/** Every setting of the SDK in one table: types, validation, docs and command-line help come from it. */
import type { DetailLevel } from '@sonde/conventions';
import { applicationSettings } from './settings/application.ts';
import { deliverySettings } from './settings/delivery.ts';
import { exceptionsSettings } from './settings/exceptions.ts';
import { latencySettings } from './settings/latency.ts';
import { lokiSettings } from './settings/loki.ts';
import { metricsSettings } from './settings/metrics.ts';
import { observationSettings } from './settings/observation.ts';
import { volumeSettings } from './settings/volume.ts';

export type { SettingDefinition } from './settings/definition.ts';

/** The settings by topic, in the order of the docs. */
export const settingTopics = {
  Application: applicationSettings,
  Delivery: deliverySettings,
  Observation: observationSettings,
  Volume: volumeSettings,
  Metrics: metricsSettings,
  Exceptions: exceptionsSettings,
  Latency: latencySettings,
  Loki: lokiSettings,
} as const;

/** The table. Names are those of options and `sonde.yaml`. */
export const settingsTable = {
  ...applicationSettings,
  ...deliverySettings,
  ...observationSettings,
  ...volumeSettings,
  ...metricsSettings,
  ...exceptionsSettings,
  ...latencySettings,
  ...lokiSettings,
} as const;

/** Name of a setting. */
export type SettingName = keyof typeof settingsTable;

type FieldsOf<F> = { readonly [K in keyof F]?: ValueOf<F[K]> };

type ValueOf<D> = D extends { type: 'boolean' }
  ? boolean
  : D extends { type: 'number' }
    ? number
    : D extends { type: 'map' }
      ? Readonly<Record<string, string>>
      : D extends { type: 'numbers' }
        ? Readonly<Record<string, number>>
        : D extends { type: 'overrides'; fields: infer F }
          ? Readonly<Record<string, FieldsOf<F>>>
          : D extends { type: 'list'; choices: readonly (infer C)[] }
            ? readonly C[]
            : D extends { type: 'choice'; choices: readonly (infer C)[] }
              ? C
              : string;

/** What a user writes: every setting is optional. See docs/configuration.md. */
export type SondeConfig = { readonly [K in SettingName]?: ValueOf<(typeof settingsTable)[K]> };

/** What the code goes by: every setting has a value. */
export type SondeSettings = { readonly [K in SettingName]: ValueOf<(typeof settingsTable)[K]> } & {
  readonly detail: DetailLevel;
};
