/** Settings of how much is kept. */
import type { SettingDefinition } from './definition.ts';

/** By the names of OpenTelemetry. */
const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export const volumeSettings = {
  sampler: {
    type: 'choice',
    default: 'parentbased_always_on',
    choices: [...samplerNames],
    env: ['SONDE_SAMPLER', 'OTEL_TRACES_SAMPLER'],
    doc: 'Which traces are kept. Baselines and exceptions stay complete: operations of the others are watched as well, and not written.',
  },
  samplerRatio: {
    type: 'number',
    default: 1,
    min: 0,
    max: 1,
    unit: 'ratio',
    env: ['SONDE_SAMPLER_RATIO', 'OTEL_TRACES_SAMPLER_ARG'],
    doc: 'Share of traces that the samplers traceidratio and parentbased_traceidratio keep.',
  },
} as const satisfies Record<string, SettingDefinition>;
