import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as realTimeout } from 'node:timers';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LokiSimulator } from '../../../test/loki-simulator.ts';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { boundedJson, entryOf, type LokiEntry, severityName } from './loki-entry.ts';
import { LokiOutlet, type LokiOutletOptions } from './loki-outlet.ts';
import { lokiTarget } from './loki-push.ts';

let home: string;
let loki: LokiSimulator;
const outlets: LokiOutlet[] = [];
beforeEach(async () => {
  home = temporaryHome();
  loki = new LokiSimulator();
  await loki.start();
});
afterEach(async () => {
  for (const outlet of outlets.splice(0)) outlet.close();
  await loki.stop();
  removeHome(home);
});

const open = (options: Partial<LokiOutletOptions> = {}): LokiOutlet => {
  const outlet = new LokiOutlet({ target: lokiTarget(loki.url), batchSize: 10, directory: home, ...options });
  outlets.push(outlet);
  return outlet;
};
let nanos = 1_700_000_000_000_000_000n;
const entry = (message: string): LokiEntry => ({
  labels: { service_name: 'shop' },
  time: String((nanos += 1n)),
  line: JSON.stringify({ message }),
  metadata: {},
});

describe('lines that wait', () => {
  test('are on disk after a turn of the loop, and go from there when they are delivered', async () => {
    const outlet = open({ intervalMs: 600_000 });
    outlet.push(entry('one'));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(readdirSync(home)).toHaveLength(1);
    expect(await outlet.flush(60_000)).toBe(true);
    expect(readdirSync(home)).toEqual([]);
    outlet.push(entry('two'));
    expect(await outlet.flush(60_000)).toBe(true);
    expect(loki.messages).toEqual(['one', 'two']);
  });

  test('go their way while the host plays with its timers', async () => {
    jest.useFakeTimers({ doNotFake: ['performance', 'nextTick', 'queueMicrotask', 'hrtime', 'Date'] });
    try {
      open({ intervalMs: 1 }).push(entry('one'));
      for (let i = 0; i < 1_000 && loki.messages.length === 0; i += 1)
        await new Promise((resolve) => realTimeout(resolve, 5));
    } finally {
      jest.useRealTimers();
    }
    expect(loki.messages).toEqual(['one']);
  });

  test('are not waited for once it is closed', async () => {
    const outlet = open({ target: lokiTarget('http://127.0.0.1:1') });
    outlet.push(entry('one'));
    outlet.close();
    expect(await outlet.flush(3_600_000)).toBe(false);
  });

  test('of a dead process are sent, torn ones left out; those of a live one are its own', async () => {
    const lines = [JSON.stringify(entry('left behind')), JSON.stringify(entry('too')), '{"labels":{"ser'];
    writeFileSync(join(home, '999999999-1700000000000-1.4.jsonl'), lines.join('\n'));
    writeFileSync(
      join(home, `${process.pid}-${Math.round(performance.timeOrigin)}-77.1.jsonl`),
      lines.join('\n'),
    );
    const outlet = open();
    expect(await outlet.flush(60_000)).toBe(true);
    expect(outlet.counts).toMatchObject({ inherited: 2, delivered: 2, emitted: 0 });
    expect(readdirSync(home)).toHaveLength(1);
  });

  test('too many lose their oldest, and each is counted', async () => {
    await loki.stop();
    const outlet = open();
    for (let i = 0; i < 200; i += 1) outlet.push(entry(`${i} ${'x'.repeat(100_000)}`));
    const { emitted, overflowed, waiting } = outlet.counts;
    expect(emitted).toBe(200);
    expect(overflowed).toBeGreaterThan(0);
    expect(overflowed + waiting).toBe(200);
    expect(await outlet.flush(10)).toBe(false);
  });

  test('stay in memory where no file can be written', async () => {
    mkdirSync(join(home, 'file'));
    writeFileSync(join(home, 'file', 'is'), '');
    const outlet = open({ directory: join(home, 'file', 'is', 'no', 'folder') });
    outlet.push(entry('all the same'));
    expect(await outlet.flush(60_000)).toBe(true);
    expect(loki.messages).toEqual(['all the same']);
  });
});

describe('a batch', () => {
  test('is sent as soon as it is full, without a flush', async () => {
    const outlet = open({ intervalMs: 600_000 });
    for (let i = 0; i < 10; i += 1) outlet.push(entry(`line ${i}`));
    while (outlet.counts.delivered < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(loki.batchSizes).toEqual([10]);
  });

  test('carries more when many have piled up', async () => {
    const outlet = open();
    for (let i = 0; i < 2_500; i += 1) outlet.push(entry(`line ${i}`));
    expect(await outlet.flush(60_000)).toBe(true);
    expect(loki.lines).toHaveLength(2_500);
    expect(loki.batchSizes.length).toBeLessThan(25);
  });

  test('waits for people where address or credentials are wrong, and loses nothing', async () => {
    loki.answer = () => ({ status: 401 });
    const outlet = open();
    outlet.push(entry('kept'));
    expect(await outlet.flush(100)).toBe(false);
    loki.answer = () => undefined;
    expect(await outlet.flush(60_000)).toBe(true);
    expect(outlet.counts).toMatchObject({ delivered: 1, refused: 0 });
  });

  test('waits no longer for an answer than it is told', async () => {
    loki.answer = () => ({ status: 503 });
    const outlet = open({ target: lokiTarget('http://10.255.255.1:9', { timeoutMs: 50 }) });
    outlet.push(entry('kept'));
    expect(await outlet.flush(200)).toBe(false);
    expect(outlet.counts.waiting).toBe(1);
  });
});

test('severities have six names', () => {
  expect([0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24].map(severityName)).toEqual(
    'trace trace trace debug debug info info warn warn error error fatal fatal'.split(' '),
  );
});

test('a line is never longer than Loki takes it', async () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`key ${i}`, 'é'.repeat(10_000)]),
  );
  const record = {
    timeUnixNano: nanos,
    severityNumber: 9,
    eventName: '',
    resource: {},
    body: 'x'.repeat(500_000),
  };
  const { line } = entryOf({ ...record, attributes });
  expect(Buffer.byteLength(line)).toBeLessThan(256 * 1_024);
  expect(JSON.parse(line).message).toContain('xxx');
  expect(JSON.parse(boundedJson({ small: 1, deep: { text: 'y'.repeat(200_000) } })).small).toBe(1);
});

test('a URL may name the push path, a user and a password', () => {
  expect(lokiTarget('http://u:p@loki:3100/tenant/loki/api/v1/push/')).toMatchObject({
    url: 'http://loki:3100/tenant',
    headers: { authorization: 'Basic dTpw' },
  });
});
