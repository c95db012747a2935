/** Settings of exception context. */
import type { SettingDefinition } from './definition.ts';

export const exceptionsSettings = {
  exceptions: {
    type: 'boolean',
    default: true,
    env: ['SONDE_EXCEPTIONS', 'BUGCATCHER_ENABLED', 'BUGCATCHER_TRACKING_EXCEPTIONS'],
    fileAliases: ['bugcatcher.enabled', 'bugcatcher.tracking.exceptions'],
    doc: 'Reports every failure with the inputs of the path that led to it.',
  },
  exceptionTracesMax: {
    type: 'number',
    default: 100,
    min: 1,
    max: 100_000,
    unit: 'traces',
    integer: true,
    env: ['SONDE_EXCEPTION_TRACES_MAX', 'BUGCATCHER_CACHE_MAX_SIZE'],
    fileAliases: ['bugcatcher.cache.max_size'],
    doc: 'Traces whose completed operations are remembered for the context of a failure.',
  },
} as const satisfies Record<string, SettingDefinition>;
