/** Starts Sonde on providers of its own, or as the guest of a tracer provider. */
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { instrumentFromApplication } from './automatic-instrumentation.ts';
import { resolve } from './config/resolve-settings.ts';
import type { SondeConfig } from './config/settings-table.ts';
import { launch } from './launch.ts';
import { type Providers, startAsGuest, startProviders } from './providers.ts';
import { hold, registered, toldApart } from './registration.ts';
import type { Sonde } from './sonde.ts';
import { switchedOff } from './switched-off.ts';
import type { TelemetryParts } from './telemetry-parts.ts';

/**
 * Starts Sonde for this process. Calling it again returns the one that runs.
 *
 * @param config - Settings; they win over environment and `sonde.yaml`.
 * @throws SondeError CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE or CONFIG_UNREADABLE_FILE. Nothing else is thrown,
 * here or later.
 * @example
 * const sonde = register({ service: 'atlas' });
 */
export function register(config: SondeConfig = {}): Sonde {
  return startOnce(config, startProviders);
}

/**
 * Sonde for a tracer provider of one's own, of the 2.x or the 3.x line: starts it, registers nothing, and gives what
 * the provider is to be made with.
 *
 * @param config - Settings, as for {@link register}.
 * @returns The processors; none when Sonde is switched off.
 * @throws SondeError as {@link register} does.
 * @example
 * const provider = new NodeTracerProvider({ spanProcessors: [...own, ...sondeSpanProcessors({ service: 'atlas' })] });
 */
export function sondeSpanProcessors(config: SondeConfig = {}): SpanProcessor[] {
  return [...startOnce(config, startAsGuest).spanProcessors];
}

/**
 * The Sonde that runs, or a new one.
 *
 * @param start - Puts its parts into providers.
 */
export function startOnce(config: SondeConfig, start: (parts: TelemetryParts) => Providers): Sonde {
  const running = registered();
  if (running !== undefined) return toldApart(running, config);
  const { settings, notes } = resolve(config);
  for (const note of settings.enabled ? notes : [])
    process.emitWarning(note, { type: 'SondeWarning', code: 'SETTING_CHOSEN' });
  let loggers: Providers['lineProvider'];
  const startHeld = (parts: TelemetryParts) => {
    const providers = start(parts);
    loggers = providers.lineProvider;
    return providers;
  };
  const sonde = settings.enabled ? launch(settings, startHeld) : switchedOff(settings);
  hold(sonde, { loggers });
  if (settings.enabled && settings.instrumentations === 'auto') instrumentFromApplication();
  return sonde;
}
