/** What `register()` returns where Sonde is switched off. */
import type { SondeSettings } from './config/settings-table.ts';
import { letGo } from './registration.ts';
import type { Sonde } from './sonde.ts';
import { Ledger } from './spool/ledger.ts';

/** A Sonde that does nothing. */
export function switchedOff(settings: SondeSettings): Sonde {
  const nothing = new Ledger().snapshot();
  const resolved = async () => {};
  const sonde: Sonde = {
    settings,
    spoolDirectory: undefined,
    spanProcessors: [],
    ledger: () => nothing,
    internalErrors: () => ({}),
    flush: resolved,
    shutdown: async () => letGo(sonde),
  };
  return sonde;
}
