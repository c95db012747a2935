/** Brings one Sonde to life: the way out, what observes, what is kept beside it, and the watch over the end of the process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime } from '@sonde/observe';
import type { TextFilter } from '@sonde/otlp';
import type { SondeSettings } from './config/settings-table.ts';
import { readPrices } from './cost/read-prices.ts';
import { controlDetail } from './detail/detail-control.ts';
import { watchLifecycle } from './ending/lifecycle.ts';
import { guarded } from './guarded.ts';
import { InternalErrors } from './internal-errors.ts';
import { keepBaselinesOf, keepFallback, keepOpenSpans } from './keepers.ts';
import { startLoki, withLoki } from './loki/start-loki.ts';
import { StockSpanWriter } from './memory/stock-span-writer.ts';
import { once } from './once.ts';
import { type Outlet, openOutlet } from './outlet.ts';
import { showPassedOver } from './passed-over.ts';
import type { Providers } from './providers.ts';
import { redactionOf } from './redaction.ts';
import { letGo } from './registration.ts';
import type { Sonde } from './sonde.ts';
import { Ledger } from './spool/ledger.ts';
import { assembleParts, type TelemetryParts } from './telemetry-parts.ts';
import { TelemetryWriter } from './telemetry-writer.ts';

/**
 * Starts a Sonde by the settings.
 *
 * @param start - Puts the parts into providers.
 * @throws SondeError CONFIG_INVALID_VALUE or CONFIG_UNREADABLE_FILE, before anything runs.
 */
export function launch(settings: SondeSettings, start: (parts: TelemetryParts) => Providers): Sonde {
  const prices = readPrices(settings.prices);
  const redaction = redactionOf(settings);
  const errors = new InternalErrors();
  runtime.onInternalError = errors.report;
  tellProtocol(settings);
  const ledger = new Ledger();
  const loki = startLoki(settings, redaction.value);
  const outlet = withLoki(openOutlet(settings, ledger), loki);
  const writer = writerTo(outlet, ledger, redaction.text);
  const fallback = keepFallback(outlet, { writer, ledger, redaction });
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
  const stopDetail = controlDetail(settings);
  const baselines = keepBaselinesOf(settings, outlet, providers, redaction.text);
  const openSpans = keepOpenSpans(outlet, writer, providers);
  showPassedOver(ledger, { ...providers, openSpans, loki: loki?.outlet });
  const lastWords = [
    stopDetail,
    () => providers.spanProcessor.volume.close(),
    providers.writeLastMetrics,
    outlet.close,
    ...[baselines, openSpans, fallback].map((keeper) => () => keeper?.close()),
  ];
  return running({ settings, errors, ledger, outlet, providers, lastWords });
}

interface Launched {
  readonly settings: SondeSettings;
  readonly errors: InternalErrors;
  readonly ledger: Ledger;
  readonly outlet: Outlet;
  readonly providers: Providers;
  /** What is done at last, in this order; synchronous. */
  readonly lastWords: readonly (() => void)[];
}

/** Watches over the end of the process, and offers what is to be had of a Sonde that runs. */
function running({ settings, errors, ledger, outlet, providers, lastWords }: Launched): Sonde {
  const flush = (withinMs: number = settings.drainMs) => flushAll(providers, outlet, withinMs);
  const close = once(() => {
    for (const word of lastWords) guarded('close', word);
  });
  const stopWatching = watchLifecycle({
    flush: () => guarded('flush', outlet.flush),
    drain: flush,
    uncaught: providers.uncaught,
    endOpen: (endedBy) => providers.spanProcessor.endOpen(endedBy),
    close,
  });
  /** Hosts that end by a signal of theirs shut down with calls in flight. */
  const endOpen = async () => {
    if (providers.spanProcessor.open.count === 0) return;
    providers.spanProcessor.endOpen('shutdown');
    await flush();
  };
  const end = async () => {
    await flush();
    await endOpen();
    await providers.stop();
    stopWatching();
    close();
    runtime.emitEvent = undefined;
    letGo(sonde);
  };
  let ended: Promise<void> | undefined;
  const sonde: Sonde = {
    settings,
    spoolDirectory: outlet.directory,
    get spanProcessors() {
      providers.join();
      return [providers.spanProcessor];
    },
    ledger: () => ledger.snapshot(),
    internalErrors: () => errors.snapshot(),
    flush,
    // Once: a Sonde that was started since is not to be ended with it.
    shutdown: () => (ended ??= end()),
  };
  return sonde;
}

function writerTo({ sink, spans }: Outlet, ledger: Ledger, filter: TextFilter | undefined): TelemetryWriter {
  if (spans !== undefined) return new StockSpanWriter(spans, sink, ledger, filter);
  return new TelemetryWriter(sink, ledger, filter);
}

/** Receivers that speak gRPC speak HTTP as well, by convention one port further. */
function tellProtocol({ protocol, endpoint }: SondeSettings): void {
  if (protocol === 'http/protobuf' || endpoint === '') return;
  process.emitWarning(
    `The protocol ${protocol} is not spoken: telemetry is sent as http/protobuf. Let the endpoint be that of OTLP/HTTP, by convention port 4318.`,
    { type: 'SondeWarning', code: 'PROTOCOL_NOT_SPOKEN' },
  );
}

/** Never rejects: nobody awaits it at the end of the process. */
async function flushAll(providers: Providers, outlet: Outlet, withinMs: number): Promise<void> {
  try {
    await collectMetrics(providers, withinMs);
    outlet.flush();
    await outlet.drain(withinMs);
  } catch (error) {
    runtime.onInternalError('flush', error);
  }
}

/** Observable instruments run code of the application, which may never answer. */
async function collectMetrics({ metricReader }: Providers, withinMs: number): Promise<void> {
  const collected = metricReader
    .forceFlush()
    .catch((error: unknown) => runtime.onInternalError('flush metrics', error));
  await Promise.race([collected, sleep(withinMs, undefined, { ref: false })]);
}
