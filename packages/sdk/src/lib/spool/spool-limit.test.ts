import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeResource, encodeScope } from '@sonde/otlp';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { readSpools, removeHome, temporaryHome } from '../../../test/run-app.ts';
import { Sender } from '../sender/sender.ts';
import { Ledger } from './ledger.ts';
import { Spool } from './spool.ts';

const MEBIBYTE = 1_024 * 1_024;
const resource = encodeResource({ attributes: {} });
const scope = encodeScope({ name: 'test' });

let home: string;
let receiver: OtlpReceiver;
let ledger: Ledger;
beforeEach(async () => {
  home = temporaryHome();
  receiver = new OtlpReceiver();
  await receiver.start();
  ledger = new Ledger();
});
afterEach(async () => {
  await receiver.stop();
  removeHome(home);
});

const open = (endpoint: string) => new Spool({ home, service: 'app', endpoint, bytesMax: MEBIBYTE, ledger });

/** Spans of about a kibibyte: a name of that length. */
function write(spool: Spool, count: number): void {
  for (let i = 0; i < count; i += 1) {
    ledger.emitted('traces');
    spool.record('span', false, resource, scope, (into) => into.textField(5, `${i}`.padEnd(1_000)));
    if (i % 50 === 0) spool.flush();
  }
  spool.flush();
}

const droppedCount = () => ledger.snapshot().dropped.traces.spool_full ?? 0;

describe('a spool at its limit', () => {
  test('of one mebibyte is not passed by a whole segment', () => {
    const spool = open('');
    write(spool, 4_000);
    spool.close();
    expect(droppedCount()).toBeGreaterThan(2_500);
    expect(readSpools(home).spans.length + droppedCount()).toBe(4_000);
  });

  test('drops nothing that its sender has in hand: each record is delivered or dropped, never both', async () => {
    let down = true;
    receiver.answer = () => (down ? { status: 503 } : undefined);
    const spool = open(receiver.endpoint);
    const sender = new Sender({
      endpoint: receiver.endpoint,
      headers: {},
      timeoutMs: 10_000,
      directory: spool.directory,
      ledger,
    });
    spool.takenSegment = () => sender.takenSegment;
    write(spool, 100);
    sender.start();
    while (receiver.requestCount === 0) await sleep(10);
    write(spool, 3_900);
    down = false;
    expect(await sender.drain(60_000)).toBe(true);
    sender.stop();
    spool.close();
    expect(droppedCount()).toBeGreaterThan(0);
    expect(receiver.accepted.traces + droppedCount()).toBe(4_000);
    expect(ledger.snapshot().delivered.traces).toBe(receiver.accepted.traces);
  });

  test('gives the disk space back: no removed segment stays open', () => {
    if (!existsSync('/proc/self/fd')) return;
    const spool = open('');
    write(spool, 4_000);
    const held = readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(spool.directory));
    spool.close();
    expect(held).toHaveLength(1);
  });
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(join('/proc/self/fd', fd));
  } catch {
    return '';
  }
}
