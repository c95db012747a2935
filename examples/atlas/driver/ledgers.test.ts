import { expect, test } from '@jest/globals';
import type { SpoolLedger, StoreStatus, TelemetryReader } from '@sonde/store/reader';
import { awaitIngestion } from './ledgers.ts';

const ledger = (spool: string, stored: number): SpoolLedger => ({
  service: 'atlas',
  spool,
  emitted: { traces: 10 },
  dropped: { traces: { queue_full: 2 } },
  stored: { traces: stored },
  inherited: {},
  sampledOut: 0,
  passedOver: {},
  fallback: {},
});

/** A reader whose store takes in one more span with every question about its state. */
const fillingReader = (from: number): TelemetryReader => {
  let stored = from;
  const status = async () => {
    const ledgers = [
      ledger('old', 3),
      ledger('new', Math.min(8, stored++)),
      { ...ledger('x', 0), service: 'y' },
    ];
    return { ledgers, indexLagBytes: 0 } as unknown as StoreStatus;
  };
  return { status } as unknown as TelemetryReader;
};

test('waits for the spools of this run alone, until emitted = stored + dropped', async () => {
  const awaited = { service: 'atlas', known: new Set(['old']), signal: new AbortController().signal };
  expect(await awaitIngestion(fillingReader(6), awaited)).toEqual([
    { signal: 'traces', emitted: 10, stored: 8, dropped: { queue_full: 2 }, exact: true },
  ]);
});

test('gives up when interrupted', async () => {
  const awaited = { service: 'atlas', known: new Set<string>(), signal: AbortSignal.abort() };
  await expect(awaitIngestion(fillingReader(0), awaited)).rejects.toMatchObject({ name: 'AbortError' });
});
