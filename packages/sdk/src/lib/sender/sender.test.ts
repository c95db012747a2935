import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';

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

// The default drain time is for users: here nothing but the answers of the receiver may decide.
const run = (environment: Record<string, string> = {}) =>
  runApp('work.mjs', {
    SONDE_HOME: home,
    SONDE_ENDPOINT: receiver.endpoint,
    SONDE_DRAIN_MS: '30000',
    ...environment,
  });
const ledger = () => readSpools(home).ledger;

describe('with an endpoint', () => {
  test('everything is delivered before a short program ends', async () => {
    expect((await run()).code).toBe(0);
    expect(receiver.accepted.traces).toBe(10);
    expect(ledger()).toMatchObject({ emitted: { traces: 10 }, delivered: { traces: 10 } });
  });

  test('a program that is ended by a signal delivers first, and still dies of the signal', async () => {
    expect((await run({ END: 'sigterm' })).signal).toBe('SIGTERM');
    expect(receiver.accepted.traces).toBe(10);
  });

  test('that is down, nothing is lost: the next process of the service delivers it', async () => {
    await receiver.stop();
    expect((await run({ SONDE_DRAIN_MS: '200' })).code).toBe(0);
    await receiver.start();
    await run({ CALLS: '1' });
    expect(receiver.accepted.traces).toBe(11);
    expect(readdirSync(join(home, 'spool', 'app')).length).toBeLessThanOrEqual(2);
  });

  test('that says wait, the wait is as long as told', async () => {
    let refusals = 0;
    receiver.answer = () =>
      refusals++ === 0 ? { status: 429, headers: { 'retry-after': '0.3' } } : undefined;
    await run({ SONDE_METRICS: 'false' });
    expect(receiver.accepted.traces).toBe(10);
    expect(receiver.requestCount).toBe(2);
  });

  test('that fails for a while is tried again', async () => {
    let failures = 0;
    receiver.answer = () => (failures++ === 0 ? { status: 503 } : undefined);
    await run();
    expect(receiver.accepted.traces).toBe(10);
  });

  test('that calls a batch too large gets it in halves, and what is still too large alone is dropped and counted', async () => {
    receiver.answer = (count) => (count > 1 ? { status: 413 } : undefined);
    await run();
    expect(receiver.accepted.traces).toBe(10);
    receiver.answer = () => ({ status: 413 });
    await run();
    expect(ledgers().some(({ dropped }) => dropped.traces.too_large === 10)).toBe(true);
  });

  test('that refuses for good, the records are dropped and counted', async () => {
    receiver.answer = () => ({ status: 400 });
    await run();
    expect(ledger()).toMatchObject({
      emitted: { traces: 10 },
      delivered: { traces: 0 },
      dropped: { traces: { refused: 10 } },
    });
  });

  test('that refuses a part, that part is counted', async () => {
    receiver.answer = () => ({ status: 200, rejected: 4 });
    await run();
    expect(ledger()).toMatchObject({ delivered: { traces: 6 }, dropped: { traces: { refused: 4 } } });
  });

  test('that hangs does not keep the program alive beyond the drain time', async () => {
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '60' } });
    const started = performance.now();
    expect((await run({ SONDE_DRAIN_MS: '300' })).code).toBe(0);
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(readSpools(home).spans).toHaveLength(10);
  });
});

test('a sent spool leaves no segments behind', async () => {
  await run();
  await sleep(10);
  await run({ CALLS: '0' });
  expect(existsSync(join(home, 'spool', 'app'))).toBe(true);
});

function ledgers() {
  const content = readSpools(home).ledger;
  return content === undefined ? [] : [content];
}
