/** Starts Sonde: providers, processors, spool, sender and the watch over the end of the process. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import {
  type EventSink,
  ExceptionContextProcessor,
  LatencyVarianceProcessor,
  type ObservedEvent,
  runtime,
  setDetail,
  uncaughtEventOf,
} from '@sonde/observe';
import { createRedactor } from '@sonde/redaction';
import { instrumentFromApplication } from './automatic-instrumentation.ts';
import { resolveSettings } from './config/resolve-settings.ts';
import type { SondeConfig, SondeSettings } from './config/settings-table.ts';
import { writeFallback } from './fallback-file.ts';
import { homeDirectory } from './home.ts';
import { InternalErrors } from './internal-errors.ts';
import { watchLifecycle } from './lifecycle.ts';
import { MetricSpooler } from './metric-spooler.ts';
import { type Outlet, openOutlet } from './outlet.ts';
import { resourceOf } from './resource.ts';
import type { Sonde } from './sonde.ts';
import { SondeLogProcessor } from './sonde-log-processor.ts';
import { SondeSpanProcessor } from './sonde-span-processor.ts';
import { Ledger } from './spool/ledger.ts';
import { TelemetryWriter } from './telemetry-writer.ts';

const registeredKey = Symbol.for('sonde.sdk.registered.v1');
const LOGGER_NAME = '@sonde/sdk';

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
  const holder = globalThis as { [registeredKey]?: Sonde };
  const running = holder[registeredKey];
  if (running !== undefined) return toldApart(running, config);
  const settings = resolveSettings(config);
  const sonde = settings.enabled
    ? start(settings, () => delete holder[registeredKey])
    : switchedOff(settings);
  holder[registeredKey] = sonde;
  if (settings.enabled && settings.instrumentations === 'auto') instrumentFromApplication();
  return sonde;
}

/** Settings given after the start change nothing: whoever gives them has to know. */
function toldApart(running: Sonde, config: SondeConfig): Sonde {
  const settings: Readonly<Record<string, unknown>> = running.settings;
  const ignored = Object.entries(config)
    .filter(([name, value]) => JSON.stringify(settings[name]) !== JSON.stringify(value))
    .map(([name]) => name);
  if (ignored.length > 0)
    process.emitWarning(
      `Sonde was started before this register(): ${ignored.join(', ')} ignored. Set it there, or by environment (docs/configuration.md).`,
      { type: 'SondeWarning', code: 'SETTINGS_IGNORED' },
    );
  return running;
}

/** The Sonde that runs in this process, if one was registered. */
export function registered(): Sonde | undefined {
  return (globalThis as { [registeredKey]?: Sonde })[registeredKey];
}

function start(settings: SondeSettings, onShutdown: () => void): Sonde {
  const errors = new InternalErrors();
  runtime.onInternalError = errors.report;
  setDetail(settings.detail);
  const ledger = new Ledger();
  const redactor = settings.redaction ? createRedactor() : undefined;
  const outlet = openOutlet(settings, ledger);
  const writer = new TelemetryWriter(
    outlet.sink,
    ledger,
    redactor && ((text, key) => redactor.text(text, key)),
  );
  const fallbackFile = join(homeDirectory(settings.home), 'fallback.jsonl');
  const providers = startProviders(settings, writer, (event) =>
    writeFallback(fallbackFile, event, (value) => redactor?.value(value) ?? value),
  );
  const stopWatching = watchLifecycle({
    flush: outlet.flush,
    drain: () => flush(providers, outlet, settings.drainMs),
    uncaught: providers.uncaught,
    close: outlet.close,
  });
  return {
    settings,
    spoolDirectory: outlet.directory,
    spanProcessors: [providers.spanProcessor],
    ledger: () => ledger.snapshot(),
    internalErrors: () => errors.snapshot(),
    flush: (withinMs = settings.drainMs) => flush(providers, outlet, withinMs),
    shutdown: async () => {
      await flush(providers, outlet, settings.drainMs);
      stopWatching();
      await providers.stop();
      outlet.close();
      onShutdown();
    },
  };
}

interface Providers {
  readonly spanProcessor: SondeSpanProcessor;
  readonly meterProvider: MeterProvider;
  uncaught(error: unknown): void;
  stop(): Promise<void>;
}

function startProviders(settings: SondeSettings, writer: TelemetryWriter, fallback: EventSink): Providers {
  const resource = resourceOf(settings, randomUUID());
  const loggerProvider = new LoggerProvider({ resource, processors: [new SondeLogProcessor(writer)] });
  const emit = guardedSink(eventLogger(loggerProvider), fallback);
  const latency = settings.latency ? newLatency(settings, emit) : undefined;
  const exceptions = settings.exceptions ? newExceptions(settings, emit, latency) : undefined;
  const spanProcessor = new SondeSpanProcessor({ writer, exceptions, latency });
  const tracerProvider = new TracerProvider({ resource, spanProcessors: [spanProcessor] });
  const meterProvider = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: new MetricSpooler(writer) })],
  });
  const unregister = registerGlobally(tracerProvider, loggerProvider, meterProvider);
  return {
    spanProcessor,
    meterProvider,
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
  tracers: TracerProvider,
  loggers: LoggerProvider,
  meters: MeterProvider,
): () => void {
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
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
    propagation.setGlobalPropagator(new CompositePropagator({ propagators })) && propagation,
  ];
  return () => {
    for (const api of registered) if (api) api.disable();
  };
}

async function flush({ meterProvider }: Providers, outlet: Outlet, withinMs: number): Promise<void> {
  await collectMetrics(meterProvider, withinMs);
  outlet.flush();
  await outlet.drain(withinMs);
}

/** Observable instruments run code of the application, which may never answer. */
async function collectMetrics(meterProvider: MeterProvider, withinMs: number): Promise<void> {
  const collected = meterProvider
    .forceFlush()
    .catch((error: unknown) => runtime.onInternalError('flush metrics', error));
  await Promise.race([collected, sleep(withinMs, undefined, { ref: false })]);
}

function switchedOff(settings: SondeSettings): Sonde {
  const nothing = new Ledger().snapshot();
  const resolved = async () => {};
  return {
    settings,
    spoolDirectory: undefined,
    spanProcessors: [],
    ledger: () => nothing,
    internalErrors: () => ({}),
    flush: resolved,
    shutdown: resolved,
  };
}
