/** What Sonde passed over on purpose or because of a bound, beside the ledger: `sonde doctor` prints it. */
import { sessionLevelsDropped } from '@sonde/observe';
import type { LokiOutlet } from './loki/loki-outlet.ts';
import type { OpenSpansKeeper } from './open-spans/open-spans-keeper.ts';
import type { Providers } from './providers.ts';
import type { Ledger } from './spool/ledger.ts';

/** Those who keep the counts. */
export interface PassedOverSources extends Pick<Providers, 'latency' | 'spanProcessor' | 'sources'> {
  readonly openSpans?: OpenSpansKeeper | undefined;
  readonly loki?: LokiOutlet | undefined;
}

/** Lets the ledger show the counts of those who keep them. */
export function showPassedOver(
  ledger: Ledger,
  { latency, spanProcessor, sources, openSpans, loki }: PassedOverSources,
): void {
  ledger.shows('spansGivenUp', () => spanProcessor.volume.givenUpCount);
  ledger.shows('openSpansForgotten', () => spanProcessor.open.forgottenCount);
  ledger.shows('openSpansLeftOut', () => openSpans?.leftOutCount ?? 0);
  ledger.shows('sessionLevelsDropped', sessionLevelsDropped);
  ledger.shows('latencyTooSmall', () => latency?.tooSmallCount ?? 0);
  ledger.shows('latencyUnwatched', () => latency?.unwatchedCount ?? 0);
  ledger.shows('sourcesNotLookedUp', () => sources?.droppedCount ?? 0);
  ledger.shows('lokiLinesRefused', () => loki?.counts.refused ?? 0);
  ledger.shows('lokiLinesOverflowed', () => loki?.counts.overflowed ?? 0);
}
