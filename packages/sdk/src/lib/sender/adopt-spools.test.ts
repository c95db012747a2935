import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeResource, encodeScope } from '@sonde/otlp';
import { ownIdentity, SegmentWriter } from '@sonde/otlp/segments';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { Ledger } from '../spool/ledger.ts';
import { adoptSpools, inRemovalOrder } from './adopt-spools.ts';
import type { Sender } from './sender.ts';
import { SpoolAdopter } from './spool-adopter.ts';

const target = { endpoint: 'http://127.0.0.1:9', headers: {}, timeoutMs: 1_000 };
const HOUR_MS = 3_600_000;

let home: string;
let senders: Sender[] = [];
let child: ChildProcess;
beforeEach(() => {
  home = temporaryHome();
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
});
afterEach(() => {
  for (const sender of senders) sender.stop();
  child.kill('SIGKILL');
  removeHome(home);
});

const adopt = () =>
  (senders = adoptSpools({ serviceDirectory: home, own: join(home, 'own'), target, ledger: new Ledger() }));

/** A spool with one record, and a manifest of the given name. */
function leaveSpool(
  pid: number | undefined,
  startTimeMs: number,
  manifest: string = 'spool.json',
  name: string = `left-${pid}`,
): string {
  const directory = join(home, name);
  mkdirSync(directory);
  writeFileSync(
    join(directory, manifest),
    JSON.stringify({ service: 'app', pid, startTimeMs, delivery: 'endpoint' }),
  );
  const writer = new SegmentWriter({ directory });
  writer.record('span', {}, encodeResource({ attributes: {} }), encodeScope({ name: 's' }), () => {});
  writer.close();
  return directory;
}

describe('a spool is taken over', () => {
  test('from a dead process, under the name and start of the taker', () => {
    const directory = leaveSpool(spawnSync(process.execPath, ['-e', '']).pid, Date.now());
    expect(adopt()).toHaveLength(1);
    expect(readdirSync(directory)).toContain(`spool.${process.pid}-${ownIdentity().startTimeMs}.json`);
  });

  test('from a process whose id another one has now', () => {
    leaveSpool(child.pid, Date.now() - HOUR_MS);
    expect(adopt()).toHaveLength(1);
  });

  test('from a dead taker', () => {
    leaveSpool(1, 0, `spool.${child.pid}-${Date.now() - HOUR_MS}.json`);
    expect(adopt()).toHaveLength(1);
  });
});

describe('a spool is left alone', () => {
  test('while its process runs, however long', () => {
    leaveSpool(child.pid, Date.now());
    leaveSpool(process.pid, ownIdentity().startTimeMs);
    expect(adopt()).toEqual([]);
  });

  test('while its taker runs, in this process or another', () => {
    leaveSpool(1, 0, `spool.${child.pid}-${Date.now()}.json`);
    leaveSpool(2, 0, `spool.${process.pid}-${ownIdentity().startTimeMs}.json`);
    expect(adopt()).toEqual([]);
  });
});

test('no more than 16 spools are taken over at once', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (let i = 0; i < 20; i += 1) {
    mkdirSync(join(home, `left-${i}`));
    writeFileSync(
      join(home, `left-${i}`, 'spool.json'),
      JSON.stringify({ service: 'app', pid, startTimeMs: 0, delivery: 'endpoint' }),
    );
  }
  expect(adopt()).toHaveLength(16);
});

test('who drains to the end takes over those beyond 16 as well, and leaves no spool behind', async () => {
  const receiver = new OtlpReceiver();
  await receiver.start();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const directories = Array.from({ length: 20 }, (_, index) =>
    leaveSpool(pid, 0, 'spool.json', `left-${index}`),
  );
  const adopter = new SpoolAdopter({
    serviceDirectory: home,
    own: join(home, 'own'),
    // A loaded machine is slow: a request that is given up would be sent again.
    target: { ...target, endpoint: receiver.endpoint, timeoutMs: 60_000 },
    ledger: new Ledger(),
  });
  await adopter.drain(600_000);
  adopter.stop();
  await receiver.stop();
  expect(receiver.accepted.traces).toBe(20);
  expect(directories.filter((directory) => existsSync(directory))).toEqual([]);
});

test('a sender that is stopped leaves what it could not send, and nobody waits for it', async () => {
  const directory = leaveSpool(spawnSync(process.execPath, ['-e', '']).pid, Date.now());
  const [sender] = adopt();
  sender?.stop();
  expect(await sender?.drain(600_000)).toBe(false);
  await sleep(100);
  expect(existsSync(directory)).toBe(true);
});

test('a spool of a sibling that dies later is taken over as well', async () => {
  const directory = leaveSpool(child.pid, Date.now());
  const own = join(home, 'own');
  const adopter = new SpoolAdopter({
    serviceDirectory: home,
    own,
    target,
    ledger: new Ledger(),
    intervalMs: 10,
  });
  expect(adopter.senders).toEqual([]);
  child.kill('SIGKILL');
  while (adopter.senders.length === 0) await sleep(10);
  adopter.stop();
  expect(adopter.senders).toEqual([]);
  expect(readdirSync(directory)).toContain(`spool.${process.pid}-${ownIdentity().startTimeMs}.json`);
});

test('whoever is killed while removing a spool leaves one that can be taken over', () => {
  const names = ['cursor.json', 'spool.42-7.json', '00000000.seg', 'open.json'];
  expect(inRemovalOrder(names)).toEqual(['00000000.seg', 'open.json', 'cursor.json', 'spool.42-7.json']);
});
