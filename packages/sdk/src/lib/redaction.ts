/** Makes the redactor that the settings ask for. */
import { SondeError } from '@sonde/conventions';
import type { TextFilter } from '@sonde/otlp';
import { createRedactor, type RedactionRule, type Redactor } from '@sonde/redaction';
import type { SondeSettings } from './config/settings-table.ts';

/** `/pattern/i`: a pattern with flags. */
const WITH_FLAGS = /^\/(.+)\/([dimsuv]*)$/s;

/** What every way out goes by. */
export interface Redaction {
  /** For the encoder; undefined when redaction is off. */
  readonly text: TextFilter | undefined;
  /** For what is written as JSON; the same value when redaction is off. */
  readonly value: (value: unknown) => unknown;
}

/**
 * The redaction of the settings.
 *
 * @throws SondeError as {@link redactorOf} does.
 */
export function redactionOf(settings: SondeSettings): Redaction {
  const redactor = redactorOf(settings);
  if (redactor === undefined) return { text: undefined, value: (value) => value };
  return {
    text: (text, key) => redactor.text(text, key),
    value: (value) => redactor.value(value),
  };
}

/**
 * Makes the redactor.
 *
 * @returns undefined when redaction is off.
 * @throws SondeError CONFIG_INVALID_VALUE for a rule that cannot be read, or whose cost has no bound.
 */
export function redactorOf(
  settings: Pick<SondeSettings, 'redaction' | 'redactionRules' | 'redactionIpAddresses'>,
): Redactor | undefined {
  if (!settings.redaction) return undefined;
  const rules = Object.entries(settings.redactionRules);
  for (const [kind, pattern] of rules) check(kind, pattern);
  return createRedactor({
    kinds: { 'ip-address': settings.redactionIpAddresses },
    rules: rules.map(([kind, pattern]) => ruleOf(kind, pattern)),
  });
}

/** One rule at a time, so that the message names it. */
function check(kind: string, pattern: string): void {
  try {
    createRedactor({ rules: [ruleOf(kind, pattern)] });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SondeError('CONFIG_INVALID_VALUE', `redactionRules.${kind}: "${pattern}": ${reason}`, {
      cause,
    });
  }
}

function ruleOf(kind: string, pattern: string): RedactionRule {
  const [, source = pattern, flags = ''] = WITH_FLAGS.exec(pattern) ?? [];
  return { kind, pattern: new RegExp(source, flags) };
}
