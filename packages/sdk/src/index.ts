/** Starts Sonde in an application. */

export { events, observe, observed, Priority, Rejection, setDetail, use, withContext } from '@sonde/observe';
export type { SondeConfig, SondeSettings } from './lib/config/settings-table.ts';
export { bridgeConsole } from './lib/logs/bridge-console.ts';
export { register, sondeSpanProcessors } from './lib/register.ts';
export { registered } from './lib/registration.ts';
export type { Sonde } from './lib/sonde.ts';
export type { DropReason, LedgerSnapshot } from './lib/spool/ledger.ts';
