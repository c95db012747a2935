/** The one Sonde of this process, known to every installed copy of the package. */
import type { LoggerProvider } from '@opentelemetry/api';
import type { SondeConfig } from './config/settings-table.ts';
import type { Sonde } from './sonde.ts';

const key = Symbol.for('sonde.sdk.registration.v1');

interface Registration {
  sonde?: Sonde;
  isTest?: boolean;
  loggers?: LoggerProvider | undefined;
}

/** The Sonde that runs in this process, if one was registered. */
export function registered(): Sonde | undefined {
  return holder().sonde;
}

/** Where log lines of the application go; undefined when they go to the registered provider. */
export function registeredLoggers(): LoggerProvider | undefined {
  return holder().loggers;
}

/** Makes a Sonde the one of this process. */
export function hold(sonde: Sonde, { isTest = false, loggers }: Omit<Registration, 'sonde'> = {}): void {
  (globalThis as { [key]?: Registration })[key] = { sonde, isTest, loggers };
}

/** Takes a Sonde out again, unless another has taken its place. */
export function letGo(sonde: Sonde): void {
  if (holder().sonde === sonde) delete (globalThis as { [key]?: Registration })[key];
}

/**
 * The Sonde that runs already. Settings given after the start change nothing: whoever gives them has to know, but
 * for code under test, which is meant to run with the settings of the test.
 */
export function toldApart(running: Sonde, config: SondeConfig): Sonde {
  const settings: Readonly<Record<string, unknown>> = running.settings;
  const ignored = Object.entries(config)
    .filter(([name, value]) => JSON.stringify(settings[name]) !== JSON.stringify(value))
    .map(([name]) => name);
  if (ignored.length > 0 && !holder().isTest)
    process.emitWarning(
      `Sonde was started before this register(): ${ignored.join(', ')} ignored. Set it there, or by environment (docs/configuration.md).`,
      { type: 'SondeWarning', code: 'SETTINGS_IGNORED' },
    );
  return running;
}

function holder(): Registration {
  return (globalThis as { [key]?: Registration })[key] ?? {};
}
