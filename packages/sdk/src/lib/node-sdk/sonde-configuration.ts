/** Sonde as the configuration of a `NodeSDK`: the providers are its, everything in them is Sonde's. */
import { ProxyTracerProvider, type TextMapPropagator, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { runtime } from '@sonde/observe';
import type { SondeConfig } from '../config/settings-table.ts';
import { bridgeFormerLogs } from '../logs/former-logs-api.ts';
import type { Providers } from '../providers.ts';
import { startOnce } from '../register.ts';
import { registered } from '../registration.ts';
import type { TelemetryParts } from '../telemetry-parts.ts';
import { SpanProcessorOfNodeSdk } from './span-processor-of-node-sdk.ts';

/** What Sonde gives to a `NodeSDK`. Lists may be added to. */
export interface SondeNodeSdkConfiguration {
  readonly resource?: Resource;
  /** Off: host, user and arguments stay off the resource. */
  readonly autoDetectResources?: boolean;
  readonly sampler?: Sampler;
  readonly textMapPropagator?: TextMapPropagator;
  readonly spanProcessors: SpanProcessor[];
  readonly logRecordProcessors: LogRecordProcessor[];
  readonly metricReaders: IMetricReader[];
}

/**
 * Starts Sonde and gives what a `NodeSDK` is to be made with. Its `shutdown()` ends Sonde as well.
 *
 * @param config - Settings, as for `register`.
 * @returns Nothing but empty lists when Sonde is switched off: a `NodeSDK` of it exports nothing.
 * @throws SondeError as `register` does.
 * @example
 * const sonde = sondeConfiguration({ service: 'atlas' });
 * new NodeSDK({ ...sonde, spanProcessors: [...sonde.spanProcessors, mine] }).start();
 */
export function sondeConfiguration(config: SondeConfig = {}): SondeNodeSdkConfiguration {
  let parts: TelemetryParts | undefined;
  const isRunning = registered() !== undefined;
  const sonde = startOnce(config, (made) => {
    parts = made;
    return withoutProviders(made);
  });
  if (isRunning) return guestConfiguration(sonde.spanProcessors);
  if (parts === undefined) return guestConfiguration([]);
  return {
    resource: parts.resource,
    autoDetectResources: false,
    sampler: parts.sampler,
    textMapPropagator: parts.propagator,
    spanProcessors: [new SpanProcessorOfNodeSdk(parts.spanProcessor, () => sonde.shutdown())],
    logRecordProcessors: [...parts.logProcessors],
    metricReaders: [parts.metricReader],
  };
}

/** The Sonde that runs has providers of its own: it only takes the spans. */
function guestConfiguration(spanProcessors: readonly SpanProcessor[]): SondeNodeSdkConfiguration {
  return {
    autoDetectResources: false,
    spanProcessors: [...spanProcessors],
    logRecordProcessors: [],
    metricReaders: [],
  };
}

/** Whoever calls first, Sonde or the `NodeSDK`: the reader ends once, and what it collects then is still written. */
function withoutProviders(parts: TelemetryParts): Providers {
  const { metricReader, loggerProvider } = parts;
  const shutdown = metricReader.shutdown.bind(metricReader);
  let ended: Promise<void> | undefined;
  metricReader.shutdown = (options) => (ended ??= shutdown(options));
  const bridge = bridgeFormerLogs(loggerProvider);
  noticeLine(metricReader);
  return {
    ...parts,
    join: () => {},
    stop: async () => {
      bridge?.disable();
      runtime.structuredAttributes = false;
      await Promise.allSettled([metricReader.shutdown(), loggerProvider.shutdown()]);
    },
  };
}

/** The reader hears first that a `NodeSDK` starts. Providers of the 2.x line drop structured values. */
function noticeLine(reader: IMetricReader): void {
  const bind = reader.setMetricProducer.bind(reader);
  runtime.structuredAttributes = true;
  reader.setMetricProducer = (producer) => {
    bind(producer);
    queueMicrotask(() => {
      runtime.structuredAttributes = isOfNewLine();
    });
  };
}

/** The class is called `NodeTracerProvider` or `BasicTracerProvider` in 2.x. */
function isOfNewLine(): boolean {
  const provider = trace.getTracerProvider();
  const registeredOne = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  return registeredOne.constructor.name === 'TracerProvider';
}
