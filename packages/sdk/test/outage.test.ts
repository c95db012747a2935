import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OtlpReceiver } from './otlp-receiver.ts';
import { doors, readSpools, removeHome, runApp, temporaryHome } from './run-app.ts';

let home: string;
let receiver: OtlpReceiver;
beforeEach(async () => {
  home = temporaryHome();
  receiver = new OtlpReceiver();
  await receiver.start();
});
afterEach(async () => {
  await receiver.stop();
  removeHome(home);
});

const settings = () => ({ SONDE_HOME: home, SONDE_ENDPOINT: receiver.endpoint, SONDE_DRAIN_MS: '60000' });

describe('an endpoint', () => {
  test('that is down for 30 s and comes back has everything in the end', async () => {
    const running = runApp('steady.mjs', { ...settings(), RATE: '200', SECONDS: '36' });
    await sleep(3_000);
    await receiver.stop();
    await sleep(30_000);
    await receiver.start();
    expect(await running).toMatchObject({ code: 0, stdout: '7200\n', stderr: '' });
    expect(receiver.accepted.traces).toBeGreaterThanOrEqual(7_200);
    expect(readSpools(home).ledger).toMatchObject({
      emitted: { traces: 7_200 },
      delivered: { traces: 7_200 },
      dropped: { traces: {} },
    });
  });

  test.each(doors)('gets every call of a burst of 50,000: %s', async (door) => {
    expect(await runApp('burst.mjs', { ...settings(), CALLS: '50000' }, { door })).toMatchObject({
      code: 0,
      stdout: '50000\n',
    });
    expect(receiver.accepted.traces).toBe(50_000);
  });
});

test('without an endpoint a burst of 50,000 is in the spool', async () => {
  await runApp('burst.mjs', { SONDE_HOME: home, CALLS: '50000' });
  const { spans, ledger } = readSpools(home);
  expect(spans).toHaveLength(50_000);
  expect(ledger?.emitted.traces).toBe(50_000);
});

test('a spool at its limit drops the oldest first, errors last, and counts them', async () => {
  const SONDE_SPOOL_BYTES_MAX = String(16 * 1_024 * 1_024);
  await runApp('burst.mjs', { SONDE_HOME: home, CALLS: '100000', FAILING: '10', SONDE_SPOOL_BYTES_MAX });
  const { spans, ledger } = readSpools(home);
  const dropped = ledger?.dropped.traces.spool_full ?? 0;
  expect(ledger?.emitted.traces).toBe(100_010);
  expect(dropped).toBeGreaterThan(0);
  expect(spans.length + dropped).toBe(100_010);
  expect(spans.filter(({ name }) => name === 'execute_tool failing')).toHaveLength(10);
});
