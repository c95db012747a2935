/** Settings of latency variance. */
import type { SettingDefinition } from './definition.ts';

export const latencySettings = {
  latency: {
    type: 'boolean',
    default: true,
    env: ['SONDE_LATENCY', 'PERFCATCHER_ENABLED'],
    fileAliases: ['perfcatcher.enabled'],
    doc: 'Reports a latency that has left its baseline.',
  },
  latencyDetector: {
    type: 'choice',
    default: 'cusum',
    choices: ['cusum', 'threshold'],
    env: ['SONDE_LATENCY_DETECTOR'],
    doc: 'cusum finds lasting changes; threshold is the classic rule: so far off the mean of the last calls.',
  },
  latencyThresholdRatio: {
    type: 'number',
    default: 0.1,
    min: 0.01,
    max: 10,
    unit: 'ratio',
    env: ['SONDE_LATENCY_THRESHOLD_RATIO', 'PERFCATCHER_VARIANCE_THRESHOLD'],
    doc: 'Least change worth reporting (0.2 for the threshold detector).',
  },
  latencyWindowSize: {
    type: 'number',
    default: 100,
    min: 10,
    max: 10_000,
    unit: 'calls',
    integer: true,
    env: ['SONDE_LATENCY_WINDOW_SIZE', 'PERFCATCHER_WINDOW_SIZE'],
    doc: 'Calls in the rolling baseline. Setting it without a detector chooses threshold.',
  },
  latencySamplesMin: {
    type: 'number',
    default: 10,
    min: 2,
    max: 10_000,
    unit: 'calls',
    integer: true,
    env: ['SONDE_LATENCY_SAMPLES_MIN', 'PERFCATCHER_MIN_SAMPLES'],
    doc: 'Calls before the threshold detector judges. Setting it without a detector chooses threshold.',
  },
} as const satisfies Record<string, SettingDefinition>;
