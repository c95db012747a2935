/** The one receiver that all signals go to, where the environment names one for each. */
import { SondeError } from '@sonde/conventions';
import { settingsTable } from './settings-table.ts';

const suffixes = {
  tracesEndpoint: '/v1/traces',
  logsEndpoint: '/v1/logs',
  metricsEndpoint: '/v1/metrics',
} as const;

/**
 * The base URL of the receiver; empty when none is given.
 *
 * @param values - Settings by name.
 * @throws SondeError CONFIG_INVALID_VALUE when signals would go to different receivers: one spool has one cursor.
 */
export function receiverOf(values: Readonly<Record<string, unknown>>): string {
  let base = String(values['endpoint']);
  for (const [name, suffix] of Object.entries(suffixes) as [keyof typeof suffixes, string][]) {
    const url = trimmed(String(values[name]));
    if (url === '') continue;
    if (!url.endsWith(suffix)) throw elsewhere(name, `does not end in ${suffix}`);
    const own = url.slice(0, -suffix.length);
    if (base !== '' && own !== trimmed(base))
      throw elsewhere(name, 'is another receiver than that of the rest');
    base ||= own;
  }
  return base;
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The URL may hold a secret: it is not printed. */
function elsewhere(name: keyof typeof suffixes, why: string): SondeError {
  return new SondeError(
    'CONFIG_INVALID_VALUE',
    `${name} (${settingsTable[name].env.at(-1)}) ${why}. Sonde sends traces, logs and metrics to one receiver, at <endpoint>/v1/<signal>: set OTEL_EXPORTER_OTLP_ENDPOINT alone, and let a collector divide them.`,
  );
}
