/** What Sonde passed over on purpose or because of a bound, beside the ledger: `sonde doctor` prints it. */
import { sessionLevelsDropped } from '@sonde/observe';
import type { Providers } from './providers.ts';
import type { Ledger } from './spool/ledger.ts';

/** Lets the ledger show the counts of those who keep them. */
export function showPassedOver(ledger: Ledger, { latency, spanProcessor }: Providers): void {
  ledger.shows('spansGivenUp', () => spanProcessor.volume.givenUpCount);
  ledger.shows('sessionLevelsDropped', sessionLevelsDropped);
  ledger.shows('latencyTooSmall', () => latency?.tooSmallCount ?? 0);
  ledger.shows('latencyUnwatched', () => latency?.unwatchedCount ?? 0);
}
