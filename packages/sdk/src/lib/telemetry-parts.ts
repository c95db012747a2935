/** What Sonde puts into providers, whoever makes them: processors, metric reader, sampler, propagator and resource. */
import type { TextMapPropagator } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_VERSION, bundledPrices, type PriceTable } from '@sonde/conventions';
import { type EventSink, ExceptionContextProcessor, LatencyVarianceProcessor } from '@sonde/observe';
import type { SondeSettings } from './config/settings-table.ts';
import { EventDeriver } from './events/event-deriver.ts';
import type { FallbackKeeper } from './fallback/fallback-keeper.ts';
import { newInstanceId } from './instance-id.ts';
import { keptSpans } from './kept-spans.ts';
import { SondeLogProcessor } from './logs/sonde-log-processor.ts';
import { metricReader, type SelfSources, startMetrics, writeLastMetrics } from './metrics/metric-reader.ts';
import { MetricSpooler } from './metrics/metric-spooler.ts';
import { ownEvents } from './own-events.ts';
import { propagatorOf } from './propagator.ts';
import { resourceOf } from './resource.ts';
import { samplerOf } from './sampling/sampler.ts';
import { VolumeControl } from './sampling/volume-control.ts';
import { SondeSpanProcessor } from './sonde-span-processor.ts';
import { SourceMapper } from './source-maps/source-mapper.ts';
import type { TelemetryWriter } from './telemetry-writer.ts';

/** The parts of one Sonde. */
export interface TelemetryParts {
  readonly resource: Resource;
  readonly sampler: Sampler;
  readonly propagator: TextMapPropagator;
  readonly spanProcessor: SondeSpanProcessor;
  readonly logProcessors: readonly LogRecordProcessor[];
  readonly metricReader: PeriodicExportingMetricReader;
  /** Writes what was counted since the last collection, at once: for the exit. */
  writeLastMetrics(): void;
  /** Takes Sonde's own events, also where the application has another provider of logs. */
  readonly loggerProvider: LoggerProvider;
  /** Takes typed events. */
  readonly emitEvent: EventSink;
  /** Undefined when latencies are not watched. */
  readonly latency: LatencyVarianceProcessor | undefined;
  /** Undefined when exceptions are not told. */
  readonly sources: SourceMapper | undefined;
  /** `service.version`; empty when nobody said. */
  readonly release: string;
  /** Reports an error that nobody caught, once; `isFatal` when the process ends by it. */
  uncaught(error: unknown, isFatal: boolean): void;
}

/** Where the parts hand on what they make. */
export interface PartSinks {
  readonly writer: TelemetryWriter;
  /** Takes events that the writer cannot (none: they are lost, and counted). */
  readonly fallback?: FallbackKeeper | undefined;
  /** What Sonde tells of itself by metrics. */
  readonly self: SelfSources;
  /** Calls are priced by it (the bundled table). */
  readonly prices?: PriceTable | undefined;
  /** Takes logs beside the writer. */
  readonly loki?: LogRecordProcessor | undefined;
}

/** Makes the parts by the settings. */
export function assembleParts(
  settings: SondeSettings,
  { writer, fallback, loki, self, prices = bundledPrices }: PartSinks,
): TelemetryParts {
  const resource = resourceOf(settings, newInstanceId());
  const logProcessors = [new SondeLogProcessor(writer, fallback), ...(loki === undefined ? [] : [loki])];
  const loggerProvider = new LoggerProvider({ resource, processors: [...logProcessors] });
  const metrics = startMetrics(settings, resource, self);
  const exporter = new MetricSpooler(writer, settings.metricTemporality);
  const emit = ownEvents(loggerProvider, metrics);
  const latency = settings.latency ? newLatency(settings, emit) : undefined;
  const sources = settings.exceptions ? new SourceMapper(emit) : undefined;
  const exceptions = sources && newExceptions(settings, sources.emit, latency);
  const keep = keptSpans(writer, deriverOf(settings, loggerProvider));
  return {
    resource,
    sampler: samplerOf(settings),
    propagator: propagatorOf(settings),
    spanProcessor: new SondeSpanProcessor({
      writer,
      exceptions,
      latency,
      volume: new VolumeControl(settings, { keep, sampledOut: (count) => writer.sampledOut(count) }),
      metrics,
      prices,
    }),
    logProcessors,
    metricReader: metricReader(settings, exporter, metrics),
    writeLastMetrics: () => writeLastMetrics(metrics, resource, exporter),
    loggerProvider,
    emitEvent: emit,
    latency,
    sources,
    release: String(resource.attributes[ATTR_SERVICE_VERSION] ?? ''),
    uncaught: (error, isFatal) => exceptions?.uncaught(error, { isFatal }),
  };
}

function deriverOf({ events }: SondeSettings, loggerProvider: LoggerProvider): EventDeriver | undefined {
  return events.length === 0 ? undefined : new EventDeriver(events, loggerProvider);
}

function newLatency(settings: SondeSettings, emit: EventSink): LatencyVarianceProcessor {
  return new LatencyVarianceProcessor({
    emit,
    detector: settings.latencyDetector,
    thresholdRatio: settings.latencyThresholdRatio,
    windowSize: settings.latencyWindowSize,
    samplesMin: settings.latencySamplesMin,
    differenceMinMs: settings.latencyDifferenceMinMs,
    overrides: settings.latencyOverrides,
    environment: settings.environment,
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
