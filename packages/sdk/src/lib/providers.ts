/** The providers of the three signals, and their registration where the application has none. */
import { randomUUID } from 'node:crypto';
import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_VERSION } from '@sonde/conventions';
import {
  type EventSink,
  ExceptionContextProcessor,
  LatencyVarianceProcessor,
  type ObservedEvent,
  runtime,
  uncaughtEventOf,
} from '@sonde/observe';
import type { SondeSettings } from './config/settings-table.ts';
import { MetricSpooler } from './metric-spooler.ts';
import { propagatorOf } from './propagator.ts';
import { resourceOf } from './resource.ts';
import { samplerOf } from './sampling.ts';
import { SondeLogProcessor } from './sonde-log-processor.ts';
import { SondeSpanProcessor } from './sonde-span-processor.ts';
import type { TelemetryWriter } from './telemetry-writer.ts';

const LOGGER_NAME = '@sonde/sdk';
/** Longest time that the application's observable instruments may take. */
const METRIC_TIMEOUT_MS = 30_000;

/** What runs between the API and the writer. */
export interface Providers {
  readonly spanProcessor: SondeSpanProcessor;
  readonly meterProvider: MeterProvider;
  /** Undefined when latencies are not watched. */
  readonly latency: LatencyVarianceProcessor | undefined;
  /** `service.version`; empty when nobody said. */
  readonly release: string;
  /** Reports an error that nobody caught, once. */
  uncaught(error: unknown): void;
  /** Takes the providers out again and shuts them down. */
  stop(): Promise<void>;
}

/**
 * Starts providers by the settings.
 *
 * @param fallback - Takes events that the logger cannot.
 */
export function startProviders(
  settings: SondeSettings,
  writer: TelemetryWriter,
  fallback: EventSink,
): Providers {
  const resource = resourceOf(settings, randomUUID());
  const loggerProvider = new LoggerProvider({ resource, processors: [new SondeLogProcessor(writer)] });
  const emit = guardedSink(eventLogger(loggerProvider), fallback);
  const latency = settings.latency ? newLatency(settings, emit) : undefined;
  const exceptions = settings.exceptions ? newExceptions(settings, emit, latency) : undefined;
  const spanProcessor = new SondeSpanProcessor({ writer, exceptions, latency });
  const tracerProvider = new TracerProvider({
    resource,
    sampler: samplerOf(settings),
    spanProcessors: [spanProcessor],
  });
  const meterProvider = new MeterProvider({
    resource,
    readers: [metricReader(settings, writer)],
  });
  const unregister = registerGlobally(settings, tracerProvider, loggerProvider, meterProvider);
  return {
    spanProcessor,
    meterProvider,
    latency,
    release: String(resource.attributes[ATTR_SERVICE_VERSION] ?? ''),
    uncaught: (error) => {
      if (exceptions === undefined || exceptions.wasReported(error)) return;
      exceptions.markReported(error);
      emit(uncaughtEventOf(error));
    },
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

/** The reader refuses a timeout longer than its interval. */
function metricReader(
  { metricIntervalMs }: SondeSettings,
  writer: TelemetryWriter,
): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter: new MetricSpooler(writer),
    exportIntervalMillis: metricIntervalMs,
    exportTimeoutMillis: Math.min(metricIntervalMs, METRIC_TIMEOUT_MS),
  });
}

function newLatency(settings: SondeSettings, emit: EventSink): LatencyVarianceProcessor {
  return new LatencyVarianceProcessor({
    emit,
    detector: settings.latencyDetector,
    thresholdRatio: settings.latencyThresholdRatio,
    windowSize: settings.latencyWindowSize,
    samplesMin: settings.latencySamplesMin,
  });
}

function newExceptions(
  settings: SondeSettings,
  emit: EventSink,
  latency: LatencyVarianceProcessor | undefined,
): ExceptionContextProcessor {
  const baselineOf = latency === undefined ? {} : { baselineOf: latency.baselineOf.bind(latency) };
  return new ExceptionContextProcessor({ emit, tracesMax: settings.exceptionTracesMax, ...baselineOf });
}

function eventLogger(provider: LoggerProvider): EventSink {
  const logger = provider.getLogger(LOGGER_NAME);
  return ({ eventName, severityNumber, body, attributes, context: from }: ObservedEvent) => {
    const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
    logger.emit({
      eventName,
      severityNumber,
      body,
      attributes: Object.fromEntries(present) as never,
      context: from,
    });
  };
}

function guardedSink(emit: EventSink, fallback: EventSink): EventSink {
  return (event) => {
    try {
      emit(event);
    } catch (error) {
      runtime.onInternalError('emit event', error);
      fallback(event);
    }
  };
}

/**
 * Registers what the application has none of.
 *
 * @returns Takes that out again, and nothing that was there before.
 */
function registerGlobally(
  settings: SondeSettings,
  tracers: TracerProvider,
  loggers: LoggerProvider,
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
    logs.setGlobalLoggerProvider(loggers) && logs,
    metrics.setGlobalMeterProvider(meters) && metrics,
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()) && context,
    propagation.setGlobalPropagator(propagatorOf(settings)) && propagation,
  ];
  return () => {
    for (const api of registered) if (api) api.disable();
  };
}
