/** The name that a metric has in Prometheus. */
import type { MetricDefinition } from './model/definition.ts';

const words: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  By: 'bytes',
  '1': 'ratio',
};

/**
 * The name of a metric after translation by Prometheus or the collector (strategy UnderscoreEscapingWithSuffixes): dots
 * become underscores, then the unit in words, then `_total` for counters. Units in braces add nothing. A histogram is
 * seen as `<name>_bucket`, `_sum` and `_count`.
 *
 * @param metric - Name, unit and instrument. Rules: github.com/prometheus/otlptranslator, 2026-08.
 */
export function prometheusName({
  name,
  unit,
  instrument,
}: Pick<MetricDefinition, 'name' | 'unit' | 'instrument'>): string {
  const parts = name.split(/[^a-zA-Z0-9]+/).filter((part) => part !== '');
  const word = unit === '1' && instrument !== 'gauge' ? undefined : words[unit];
  const suffixes = [word, instrument === 'counter' ? 'total' : undefined];
  // A suffix that the name has already is moved to the end, not said twice.
  const kept = parts.filter((part) => !suffixes.includes(part));
  return [...kept, ...suffixes.filter((suffix) => suffix !== undefined)].join('_');
}
