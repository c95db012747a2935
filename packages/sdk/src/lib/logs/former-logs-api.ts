/**
 * Libraries that log through `@opentelemetry/api-logs` (0.x): the API of logs moved into `@opentelemetry/api` 1.10,
 * and the two have globals of their own, so that a provider of the one never sees what the other emits.
 */
import type { LoggerProvider } from '@opentelemetry/api';

/** The global of api-logs 0.x and the only version it has asked for (0.223, `internal/global-utils`). */
const key = Symbol.for('io.opentelemetry.js.api.logs');
const VERSION = 1;

type Getter = (version: number) => LoggerProvider | undefined;

/**
 * Gives the former API the provider of the new one, unless it has one.
 *
 * @returns Takes it out again; undefined where nothing was done.
 */
export function bridgeFormerLogs(provider: LoggerProvider): { disable(): void } | undefined {
  const globals = globalThis as { [key]?: Getter };
  if (globals[key] !== undefined) return undefined;
  const getter: Getter = (version) => (version === VERSION ? provider : undefined);
  globals[key] = getter;
  return {
    disable: () => {
      if (globals[key] === getter) delete globals[key];
    },
  };
}
