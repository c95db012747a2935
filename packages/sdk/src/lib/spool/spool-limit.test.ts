import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeResource, encodeScope } from '@sonde/otlp';
import { listSegments, SegmentWriter } from '@sonde/otlp/segments';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { readSpools, removeHome, temporaryHome } from '../../../test/run-app.ts';
import { Sender } from '../sender/sender.ts';
import { Ledger } from './ledger.ts';
import { Spool } from './spool.ts';
import { enforceSpoolLimit } from './spool-limit.ts';

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

describe('the limit', () => {
  /** Six segments of one span each; returns what is left of them. */
  const enforced = (excessBytes: number, openSegment: number) => {
    const serviceDirectory = join(home, 'spool', 'app');
    const own = join(serviceDirectory, 'own');
    const writer = new SegmentWriter({ directory: own, segmentBytesMax: 100 });
    for (let i = 0; i < 6; i += 1)
      writer.record('span', {}, resource, scope, (into) => into.textField(5, 'x'.repeat(100)));
    writer.close();
    const bytesMax = listSegments(own).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) - excessBytes;
    const keep = () => {};
    enforceSpoolLimit({ serviceDirectory, own, bytesMax, takenSegment: 0, openSegment, keep, ledger });
    return listSegments(own).map(({ number }) => number);
  };

  test.each([
    [0, [1, 2, 3, 4, 5, 6]],
    [1, [2, 3, 4, 5, 6]],
    [300, [3, 4, 5, 6]],
  ])('drops no segment more than it has to: %d bytes too many', (excessBytes, left) => {
    expect(enforced(excessBytes, 6)).toEqual(left);
    expect(droppedCount()).toBe(6 - left.length);
  });

  test('leaves the segment that is being written, and those after it', () => {
    expect(enforced(1_000_000, 5)).toEqual([5, 6]);
  });
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(join('/proc/self/fd', fd));
  } catch {
    return '';
  }
}
