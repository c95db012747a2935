/** Whether everything that was emitted has arrived: emitted = stored + dropped, signal by signal. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SpoolLedger, TelemetryReader } from '@sonde/store/reader';

/** One signal of one process. */
export interface Balance {
  readonly signal: string;
  readonly emitted: number;
  readonly stored: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly exact: boolean;
}

const POLL_MS = 250;
const WAIT_MS_MAX = 60_000;

/** Whose ledgers to wait for. */
export interface Awaited {
  readonly service: string;
  /** Spools of earlier runs. */
  readonly known: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/**
 * Waits until the store has everything of a service, at most a minute.
 *
 * @returns the balance of every signal, whether or not it is exact by then
 */
export async function awaitIngestion(
  reader: TelemetryReader,
  { service, known, signal }: Awaited,
): Promise<readonly Balance[]> {
  const deadlineMs = performance.now() + WAIT_MS_MAX;
  for (;;) {
    signal.throwIfAborted();
    const { ledgers, indexLagBytes } = await reader.status();
    const own = ledgers.filter((ledger) => ledger.service === service && !known.has(ledger.spool));
    const balances = own.flatMap(balancesOf);
    const isWhole = balances.length > 0 && balances.every(({ exact }) => exact) && indexLagBytes === 0;
    if (isWhole || performance.now() > deadlineMs) return balances;
    await sleep(POLL_MS);
  }
}

/** Spools known before the run: theirs are not the run's. */
export async function knownSpools(reader: TelemetryReader): Promise<ReadonlySet<string>> {
  return new Set((await reader.status()).ledgers.map(({ spool }) => spool));
}

function balancesOf({ emitted, stored, dropped }: SpoolLedger): readonly Balance[] {
  const signals = new Set([...Object.keys(emitted), ...Object.keys(stored), ...Object.keys(dropped)]);
  return [...signals].map((signal) => {
    const reasons = dropped[signal] ?? {};
    const droppedCount = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    const [out, kept] = [emitted[signal] ?? 0, stored[signal] ?? 0];
    return { signal, emitted: out, stored: kept, dropped: reasons, exact: out === kept + droppedCount };
  });
}
