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
  /** Takes the providers out again and shuts them down. */
  stop(): Promise<void>;
}

/** Starts providers of the three signals and registers those that the application has none of. */
export function startProviders(parts: TelemetryParts): Providers {
  const { resource, sampler, spanProcessor, loggerProvider } = parts;
  const tracerProvider = new TracerProvider({ resource, sampler, spanProcessors: [spanProcessor] });
  const meterProvider = new MeterProvider({ resource, readers: [parts.metricReader] });
  const unregister = registerGlobally(parts, tracerProvider, meterProvider);
  return {
    ...parts,
    stop: async () => {
      unregister();
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
    stop: async () => {
      await Promise.allSettled([parts.loggerProvider.shutdown(), meterProvider.shutdown()]);
    },
  };
}

/**
 * Registers what the application has none of.
 *
 * @returns Takes that out again, and nothing that was there before.
 */
function registerGlobally(
  { loggerProvider, propagator }: TelemetryParts,
  tracers: TracerProvider,
  meters: MeterProvider,
): () => void {
  const isOwn = trace.setGlobalTracerProvider(tracers);
  if (!isOwn) {
    process.emitWarning(
      'A tracer provider was registered before Sonde. Add register(…).spanProcessors to it, or start Sonde first.',
      { type: 'SondeWarning', code: 'FOREIGN_TRACER_PROVIDER' },
    );
  }
  // Another provider may be of the 2.x line, which drops structured values.
  runtime.structuredAttributes = isOwn;
  const registered = [
    isOwn && trace,
    logs.setGlobalLoggerProvider(loggerProvider) && logs,
    metrics.setGlobalMeterProvider(meters) && metrics,
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()) && context,
    propagation.setGlobalPropagator(propagator) && propagation,
    bridgeFormerLogs(loggerProvider),
  ];
  return () => {
    for (const api of registered) if (api) api.disable();
  };
}
