/** The providers of the three signals, and their registration where the application has none. */
import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { runtime } from '@sonde/observe';
import { bridgeFormerLogs } from './logs/former-logs-api.ts';
import type { TelemetryParts } from './telemetry-parts.ts';

/** Parts that run. */
export interface Providers extends TelemetryParts {
  /** Takes the application's log lines; without it they go to the registered provider. */
  readonly lineProvider?: TelemetryParts['loggerProvider'];
  /** From now on operations get their spans from the registered provider, whoever made it. */
  join(): void;
  /** Takes the providers out again and shuts them down. */
  stop(): Promise<void>;
}

/** Starts providers of the three signals and registers those that the application has none of. */
export function startProviders(parts: TelemetryParts): Providers {
  const { resource, sampler, spanProcessor, loggerProvider } = parts;
  const tracerProvider = new TracerProvider({ resource, sampler, spanProcessors: [spanProcessor] });
  const meterProvider = new MeterProvider({ resource, readers: [parts.metricReader] });
  const registration = registerGlobally(parts, tracerProvider, meterProvider);
  observeWith(tracerProvider, true);
  return {
    ...parts,
    lineProvider: loggerProvider,
    // Another provider may be of the 2.x line, which drops structured values.
    join: () => observeWith(undefined, registration.isOwn),
    stop: async () => {
      observeWith(undefined, false);
      registration.end();
      await Promise.allSettled([
        tracerProvider.shutdown(),
        loggerProvider.shutdown(),
        meterProvider.shutdown(),
      ]);
    },
  };
}

/** Sonde as the guest of a tracer provider that is about to be made: nothing is registered, Sonde's metrics are collected. */
export function startAsGuest(parts: TelemetryParts): Providers {
  const meterProvider = new MeterProvider({ resource: parts.resource, readers: [parts.metricReader] });
  return {
    ...parts,
    lineProvider: parts.loggerProvider,
    join: () => {},
    stop: async () => {
      await Promise.allSettled([parts.loggerProvider.shutdown(), meterProvider.shutdown()]);
    },
  };
}

/**
 * Says who makes the spans of operations. Not whoever is registered, unless that is asked for: it may be a provider
 * that takes no span processors (Sentry's), or become one later (Datadog's replaces what is registered).
 */
function observeWith(tracers: TracerProvider | undefined, takesStructures: boolean): void {
  runtime.tracerProvider = tracers;
  runtime.structuredAttributes = takesStructures;
}

interface Registration {
  /** The tracer provider is Sonde's. */
  readonly isOwn: boolean;
  /** Takes out what was registered, and nothing that was there before. */
  end(): void;
}

/** Registers what the application has none of. */
function registerGlobally(
  { loggerProvider, propagator }: TelemetryParts,
  tracers: TracerProvider,
  meters: MeterProvider,
): Registration {
  const isOwn = trace.setGlobalTracerProvider(tracers);
  if (!isOwn) {
    process.emitWarning(
      'A tracer provider was registered before Sonde: what Sonde observes is seen by Sonde alone. To have it in the traces of that provider too, make it with sondeSpanProcessors(), or start Sonde first.',
      { type: 'SondeWarning', code: 'FOREIGN_TRACER_PROVIDER' },
    );
  }
  const registered = [
    isOwn && trace,
    logs.setGlobalLoggerProvider(loggerProvider) && logs,
    metrics.setGlobalMeterProvider(meters) && metrics,
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()) && context,
    propagation.setGlobalPropagator(propagator) && propagation,
    bridgeFormerLogs(loggerProvider),
  ];
  return {
    isOwn,
    end: () => {
      for (const api of registered) if (api) api.disable();
    },
  };
}
