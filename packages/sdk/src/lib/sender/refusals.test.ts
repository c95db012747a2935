import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { decodeRequest, encodeResource, encodeScope } from '@sonde/otlp';
import { SegmentWriter } from '@sonde/otlp/segments';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { Ledger } from '../spool/ledger.ts';
import { quarantine } from './quarantine.ts';
import { Sender } from './sender.ts';

const MEBIBYTE = 1_024 * 1_024;
const resource = encodeResource({ attributes: {} });
const scope = encodeScope({ name: 'test' });

let home: string;
let receiver: OtlpReceiver;
let ledger: Ledger;
let sender: Sender;
beforeEach(async () => {
  home = temporaryHome();
  receiver = new OtlpReceiver();
  await receiver.start();
  ledger = new Ledger();
  const directory = join(home, 'spool');
  mkdirSync(directory);
  const writer = new SegmentWriter({ directory });
  for (let i = 0; i < 3; i += 1) writer.record('span', {}, resource, scope, () => {});
  writer.record('log', {}, resource, scope, () => {});
  writer.close();
  sender = new Sender({ endpoint: receiver.endpoint, headers: {}, timeoutMs: 10_000, directory, ledger });
});
afterEach(async () => {
  sender.stop();
  await receiver.stop();
  removeHome(home);
});

const quarantined = () => readdirSync(join(home, 'quarantine')).sort();
const contentOf = (name: string | undefined) => readFileSync(join(home, 'quarantine', name ?? ''));

test('what is refused for good is kept with the answer, as a body that can be sent again', async () => {
  receiver.answer = (_count, signal) => (signal === 'traces' ? { status: 400 } : undefined);
  sender.start();
  expect(await sender.drain(60_000)).toBe(true);
  expect(ledger.snapshot()).toMatchObject({ delivered: { logs: 1 }, dropped: { traces: { refused: 3 } } });
  const [about, body] = quarantined();
  expect(decodeRequest('traces', contentOf(body))).toHaveLength(3);
  expect(JSON.parse(contentOf(about).toString())).toMatchObject({
    signal: 'traces',
    status: 400,
    recordCount: 3,
    url: `${receiver.endpoint}/v1/traces`,
  });
});

test('an endpoint that refuses every signal is waited for, with one warning', async () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  receiver.answer = () => ({ status: 401 });
  sender.start();
  while (receiver.requestCount < 3) await sleep(5);
  sender.stop();
  const messages = warn.mock.calls.map(([message]) => String(message));
  warn.mockRestore();
  expect(ledger.snapshot().dropped).toEqual({ traces: {}, logs: {}, metrics: {} });
  expect(messages).toEqual([expect.stringContaining(`${receiver.endpoint}/v1/traces answered 401`)]);
});

test('a signal that the receiver does not take holds no other signal back', async () => {
  receiver.answer = (_count, signal) => (signal === 'traces' ? { status: 404 } : undefined);
  sender.start();
  expect(await sender.drain(60_000)).toBe(true);
  expect(ledger.snapshot()).toMatchObject({ delivered: { logs: 1 }, dropped: { traces: { refused: 3 } } });
});

test('the quarantine keeps within its bound, the newest refusals', () => {
  const directory = join(home, 'quarantine');
  const refusal = {
    signal: 'traces',
    recordCount: 1,
    url: 'http://x',
    status: 400,
    answer: Buffer.of(),
  } as const;
  for (let i = 0; i < 6; i += 1) quarantine(directory, { ...refusal, body: Buffer.alloc(5 * MEBIBYTE, i) });
  quarantine(directory, { ...refusal, body: Buffer.alloc(17 * MEBIBYTE) });
  const sizes = quarantined().map((name) => statSync(join(directory, name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(16 * MEBIBYTE);
  const bodies = quarantined().filter((name) => name.endsWith('.pb'));
  expect(bodies.map((name) => contentOf(name)[0])).toEqual([3, 4, 5]);
});
