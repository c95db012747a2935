/** Brings one Sonde to life: spool, sender, baselines and the watch over the end of the process, whoever makes the providers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '@sonde/observe';
import type { TextFilter } from '@sonde/otlp';
import { type BaselineKeeper, keepBaselines } from './baseline-keeper.ts';
import type { SondeSettings } from './config/settings-table.ts';
import { readPrices } from './cost/read-prices.ts';
import { controlDetail } from './detail-control.ts';
import { FallbackFile } from './fallback-file.ts';
import { FallbackKeeper } from './fallback-keeper.ts';
import { baselineFile, homeDirectory } from './home.ts';
import { InternalErrors } from './internal-errors.ts';
import { watchLifecycle } from './lifecycle.ts';
import { startLoki, withLoki } from './loki/start-loki.ts';
import { StockSpanWriter } from './memory/stock-span-writer.ts';
import { OpenSpansKeeper } from './open-spans-keeper.ts';
import { type Outlet, openOutlet } from './outlet.ts';
import { showPassedOver } from './passed-over.ts';
import type { Providers } from './providers.ts';
import { redactorOf } from './redaction.ts';
import { letGo } from './registration.ts';
import { serviceNameOf } from './resource.ts';
import type { Sonde } from './sonde.ts';
import { Ledger } from './spool/ledger.ts';
import { assembleParts, type TelemetryParts } from './telemetry-parts.ts';
import { TelemetryWriter } from './telemetry-writer.ts';

/**
 * Starts a Sonde by the settings.
 *
 * @param start - Puts the parts into providers.
 */
export function launch(settings: SondeSettings, start: (parts: TelemetryParts) => Providers): Sonde {
  const prices = readPrices(settings.prices);
  tellProtocol(settings);
  const errors = new InternalErrors();
  runtime.onInternalError = errors.report;
  const stopDetail = controlDetail(settings);
  const ledger = new Ledger();
  const redactor = redactorOf(settings);
  const filter = redactor && ((text: string, key: string) => redactor.text(text, key));
  const loki = startLoki(settings, (value) => redactor?.value(value) ?? value);
  const outlet = withLoki(openOutlet(settings, ledger), loki);
  const writer = writerTo(outlet, ledger, filter);
  const redact = (value: unknown) => redactor?.value(value) ?? value;
  const fallback = startFallback(outlet, writer, ledger, redact);
  const providers = start(
    assembleParts(settings, {
      writer,
      fallback,
      loki: loki?.processor,
      prices,
      self: { ledger: () => ledger.snapshot(), directory: outlet.directory, senderLagMs: outlet.senderLagMs },
    }),
  );
  runtime.emitEvent = providers.emitEvent;
  showPassedOver(ledger, providers);
  const baselines = outlet.directory === undefined ? undefined : startKeeping(settings, providers, filter);
  const openSpans = startOpenSpans(outlet, writer, providers);
  const close = () => {
    stopDetail();
    providers.writeLastMetrics();
    baselines?.close();
    outlet.close();
    openSpans?.close();
    fallback?.close();
  };
  const stopWatching = watchLifecycle({
    flush: outlet.flush,
    drain: () => flush(providers, outlet, settings.drainMs),
    uncaught: providers.uncaught,
    endOpen: (endedBy) => providers.spanProcessor.endOpen(endedBy),
    close,
  });
  const sonde: Sonde = {
    settings,
    spoolDirectory: outlet.directory,
    get spanProcessors() {
      providers.join();
      return [providers.spanProcessor];
    },
    ledger: () => ledger.snapshot(),
    internalErrors: () => errors.snapshot(),
    flush: (withinMs = settings.drainMs) => flush(providers, outlet, withinMs),
    shutdown: async () => {
      await flush(providers, outlet, settings.drainMs);
      stopWatching();
      await providers.stop();
      close();
      runtime.emitEvent = undefined;
      letGo(sonde);
    },
  };
  return sonde;
}

function writerTo({ sink, spans }: Outlet, ledger: Ledger, filter: TextFilter | undefined): TelemetryWriter {
  if (spans !== undefined) return new StockSpanWriter(spans, sink, ledger, filter);
  return new TelemetryWriter(sink, ledger, filter);
}

/** Where no spool can be written, no other file can either. */
function startFallback(
  { directory }: Outlet,
  writer: TelemetryWriter,
  ledger: Ledger,
  redact: (value: unknown) => unknown,
): FallbackKeeper | undefined {
  if (directory === undefined) return undefined;
  const file = new FallbackFile({ directory, redact, ledger });
  return new FallbackKeeper({ file, writer, ledger, directory });
}

function startOpenSpans(
  { directory }: Outlet,
  writer: TelemetryWriter,
  { spanProcessor }: Providers,
): OpenSpansKeeper | undefined {
  if (directory === undefined) return undefined;
  return new OpenSpansKeeper({ spans: spanProcessor.open, writer, directory });
}

/** Receivers that speak gRPC speak HTTP as well, by convention one port further. */
function tellProtocol({ protocol, endpoint }: SondeSettings): void {
  if (protocol === 'http/protobuf' || endpoint === '') return;
  process.emitWarning(
    `The protocol ${protocol} is not spoken: telemetry is sent as http/protobuf. Let the endpoint be that of OTLP/HTTP, by convention port 4318.`,
    { type: 'SondeWarning', code: 'PROTOCOL_NOT_SPOKEN' },
  );
}

/** Where no spool can be written, no baselines can either. */
function startKeeping(
  settings: SondeSettings,
  { latency, spanProcessor, release }: Providers,
  filter: TextFilter | undefined,
): BaselineKeeper | undefined {
  if (latency === undefined) return undefined;
  const service = serviceNameOf(settings);
  return keepBaselines({
    file: baselineFile(homeDirectory(settings.home), service),
    service,
    release,
    processor: latency,
    comparesReleases: settings.latencyReleases,
    endedCount: () => spanProcessor.endedCount,
    isPresentable: (key) => filter === undefined || filter(key, '') === key,
  });
}

async function flush(providers: Providers, outlet: Outlet, withinMs: number): Promise<void> {
  await collectMetrics(providers, withinMs);
  outlet.flush();
  await outlet.drain(withinMs);
}

/** Observable instruments run code of the application, which may never answer. */
async function collectMetrics({ metricReader }: Providers, withinMs: number): Promise<void> {
  const collected = metricReader
    .forceFlush()
    .catch((error: unknown) => runtime.onInternalError('flush metrics', error));
  await Promise.race([collected, sleep(withinMs, undefined, { ref: false })]);
}
