/** What is kept on disk beside the segments: events that the spool refused, the spans that are open, baselines. */
import type { TextFilter } from '@sonde/otlp';
import { keepBaselines } from './baselines/baseline-keeper.ts';
import type { SondeSettings } from './config/settings-table.ts';
import { FallbackFile } from './fallback/fallback-file.ts';
import { FallbackKeeper, type FallbackKeeperOptions } from './fallback/fallback-keeper.ts';
import { baselineFile, homeDirectory } from './home.ts';
import { OpenSpansKeeper } from './open-spans/open-spans-keeper.ts';
import type { Outlet } from './outlet.ts';
import type { Providers } from './providers.ts';
import type { Redaction } from './redaction.ts';
import { serviceNameOf } from './resource.ts';
import type { TelemetryWriter } from './telemetry-writer.ts';

/** Keeps until it is closed, synchronously. */
export interface Keeper {
  close(): void;
}

/** Keeps events of failures that the spool does not take; undefined where no file can be written. */
export function keepFallback(
  { directory }: Outlet,
  { writer, ledger, redaction }: Pick<FallbackKeeperOptions, 'writer' | 'ledger'> & { redaction: Redaction },
): FallbackKeeper | undefined {
  if (directory === undefined) return undefined;
  const file = new FallbackFile({ directory, redact: redaction.value, ledger });
  return new FallbackKeeper({ file, writer, ledger, directory });
}

/** Keeps what is true of the spans that are open; undefined where no file can be written. */
export function keepOpenSpans(
  { directory }: Outlet,
  writer: TelemetryWriter,
  { spanProcessor }: Providers,
): OpenSpansKeeper | undefined {
  if (directory === undefined) return undefined;
  return new OpenSpansKeeper({ spans: spanProcessor.open, writer, directory });
}

/** Carries baselines over a restart; undefined where latencies are not watched or no file can be written. */
export function keepBaselinesOf(
  settings: SondeSettings,
  { directory }: Outlet,
  { latency, spanProcessor, release }: Providers,
  filter: TextFilter | undefined,
): Keeper | undefined {
  if (latency === undefined || directory === undefined) return undefined;
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
