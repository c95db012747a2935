/** Reading option values, with an error that names the option. */
import { SondeError } from '@sonde/conventions';
import type { OptionValues } from './command.ts';

/** Text of an option. */
export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Whole number of an option.
 *
 * @throws SondeError CLI_USAGE
 */
export function countOption(
  values: OptionValues,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new SondeError(
    'CLI_USAGE',
    `--${name}: ${JSON.stringify(text)} is not a whole number from ${min} to ${max}.`,
  );
}

/**
 * Start of the period of `--since`: a number with s, m, h or d before now.
 *
 * @throws SondeError CLI_USAGE
 */
export function sinceOption(values: OptionValues, nowMs: number = Date.now()): number | undefined {
  const durationMs = durationOption(values, 'since');
  return durationMs === undefined ? undefined : nowMs - durationMs;
}

/**
 * Duration in ms: a number with s, m, h or d.
 *
 * @throws SondeError CLI_USAGE
 */
export function durationOption(values: OptionValues, name: string): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  if (amount !== undefined && unitMs !== undefined) return Number(amount) * unitMs;
  throw new SondeError(
    'CLI_USAGE',
    `--${name}: ${JSON.stringify(text)} is not a number with s, m, h or d, such as 30m.`,
  );
}

/** Leaves undefined entries out: a query has only what was asked. */
export function definedOnly<T extends object>(query: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
