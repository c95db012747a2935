import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { encodeResource, encodeScope } from '@sonde/otlp';
import { SegmentWriter, segmentFile } from '@sonde/otlp/segments';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { Ledger } from '../spool/ledger.ts';
import { adoptSpools } from './adopt-spools.ts';
import { Sender } from './sender.ts';

const resource = encodeResource({ attributes: {} });
const scope = encodeScope({ name: 'test' });

let home: string;
let receiver: OtlpReceiver;
let ledger: Ledger;
let directory: string;
beforeEach(async () => {
  home = temporaryHome();
  directory = join(home, 'left');
  mkdirSync(directory);
  receiver = new OtlpReceiver();
  await receiver.start();
  ledger = new Ledger();
});
afterEach(async () => {
  await receiver.stop();
  removeHome(home);
});

function leave(): void {
  const writer = new SegmentWriter({ directory });
  for (let i = 0; i < 4; i += 1) writer.record('span', {}, resource, scope, () => {});
  for (let i = 0; i < 3; i += 1) writer.record('log', {}, resource, scope, () => {});
  writer.close();
}

const target = () => ({ endpoint: receiver.endpoint, headers: {}, timeoutMs: 10_000 });
const newSender = () => new Sender({ ...target(), directory, ledger, inherited: true });

test('a batch that was cut between signals goes on there: nothing is sent or counted twice', async () => {
  leave();
  receiver.answer = (_count, signal) => (signal === 'logs' ? { status: 503 } : undefined);
  const first = newSender();
  first.start();
  while (receiver.requestCount < 2) await sleep(5);
  first.stop();
  receiver.answer = () => undefined;
  const second = newSender();
  second.start();
  expect(await second.drain(60_000)).toBe(true);
  second.stop();
  expect(receiver.accepted).toMatchObject({ traces: 4, logs: 3 });
  expect(ledger.snapshot().delivered).toMatchObject({ traces: 4, logs: 3 });
});

test('a batch that was cut between halves goes on there', async () => {
  leave();
  receiver.answer = (count, signal) => {
    if (signal === 'traces' && count === 4) return { status: 413 };
    return receiver.accepted.traces > 0 ? { status: 503 } : undefined;
  };
  const first = newSender();
  first.start();
  while (receiver.requestCount < 3) await sleep(5);
  first.stop();
  receiver.answer = () => undefined;
  const second = newSender();
  second.start();
  expect(await second.drain(60_000)).toBe(true);
  second.stop();
  expect(receiver.accepted).toMatchObject({ traces: 4, logs: 3 });
});

/** Adopts the spool of a dead process. */
function adopt() {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const manifest = { service: 'app', pid, startTimeMs: 0, delivery: 'endpoint' };
  writeFileSync(join(directory, 'spool.json'), JSON.stringify(manifest));
  return adoptSpools({ serviceDirectory: home, own: join(home, 'own'), target: target(), ledger })[0];
}

test('what is taken over is inherited, not emitted: the ledger of the taker adds up', async () => {
  leave();
  receiver.answer = (_count, signal) => (signal === 'logs' ? { status: 200, rejected: 2 } : undefined);
  const sender = adopt();
  expect(await sender?.drain(60_000)).toBe(true);
  sender?.stop();
  expect(ledger.snapshot()).toMatchObject({
    emitted: { traces: 0, logs: 0 },
    inherited: { traces: 4, logs: 3 },
    delivered: { traces: 4, logs: 1 },
    dropped: { logs: { refused: 2 } },
  });
});

test('bytes that a dead process could not finish are told, and no record is made up for them', async () => {
  leave();
  writeFileSync(segmentFile(directory, 2), readFileSync(segmentFile(directory, 1)).subarray(0, -20));
  const sender = adopt();
  expect(await sender?.drain(60_000)).toBe(true);
  while (existsSync(directory)) await sleep(10);
  const { damagedBytes, dropped } = ledger.snapshot();
  expect(damagedBytes).toBeGreaterThan(0);
  expect(dropped).toEqual({ traces: {}, logs: {}, metrics: {} });
});

test('a receiver that says when to come again is not asked before, however often somebody drains', async () => {
  leave();
  receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
  const sender = newSender();
  sender.start();
  for (let i = 0; i < 3; i += 1) expect(await sender.drain(600_000)).toBe(false);
  sender.stop();
  expect(receiver.requestCount).toBe(1);
});
