import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { cleanUp, everything, freshDirectory, openTestStore } from '../../../fixtures/open-stores.ts';
import { copyOf, epochUnixNano, hexId, logOf, requestOf, spanOf } from '../../../fixtures/telemetry.ts';
import type { Store } from './store.ts';
import type { StoreEvent } from './store-events.ts';

/** Processes start and disks sync here; on a loaded machine that takes its time. */
const patienceMs = 60_000;
afterEach(cleanUp);

const spans = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    spanOf({
      traceId: hexId(Math.floor((from + index) / 10) + 1, 32),
      spanId: hexId(from + index + 1, 16),
      startTimeUnixNano: epochUnixNano + BigInt(from + index) * 1_000_000n,
      statusCode: index % 7 === 0 ? 2 : 0,
      attributes: { 'session.id': `s${index % 3}`, 'sonde.cost.usd': 0.1 },
    }),
  );

async function spanCount(store: Store): Promise<number> {
  await store.indexed();
  return (await store.reader.status({}, { deadlineMs: 30_000 })).spanCount;
}

async function event(events: readonly StoreEvent[], type: StoreEvent['type']): Promise<void> {
  while (!events.some((one) => one.type === type)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('openStore', () => {
  test(
    'makes appended telemetry readable',
    async () => {
      const store = await openTestStore();
      await store.append([requestOf('traces', spans(0, 20)), requestOf('logs', [logOf({ body: 'one' })])]);
      await store.indexed();
      expect((await store.reader.traces()).items.map((trace) => trace.spanCount)).toEqual([10, 10]);
      expect((await store.reader.logs()).items.map((log) => log.message)).toEqual(['one']);
    },
    patienceMs,
  );

  test(
    'commits appends that follow each other at once',
    async () => {
      const store = await openTestStore();
      for (let from = 0; from < 50; from += 10) {
        const halves = [from, from + 5].map((at) => store.append([requestOf('traces', spans(at, 5))]));
        await Promise.all(halves);
      }
      expect(await spanCount(store)).toBe(50);
    },
    patienceMs,
  );

  test(
    'rebuilds from the log exactly the index that grew step by step',
    async () => {
      const directory = freshDirectory();
      const first = await openTestStore({ directory });
      for (let from = 0; from < 100; from += 10) {
        await first.append([requestOf('traces', spans(from, 10).reverse())]);
        await first.append([requestOf('logs', [logOf({ traceId: hexId(3, 32), body: `line ${from}` })])]);
        await first.indexed();
      }
      const grown = await everything(first);
      await first.close();
      rmSync(join(directory, 'index'), { recursive: true });
      const second = await openTestStore({ directory });
      await second.indexed();
      expect(await everything(second)).toEqual(grown);
    },
    patienceMs,
  );

  test(
    'loses nothing acknowledged when the index process is killed in the middle',
    async () => {
      const events: StoreEvent[] = [];
      const store = await openTestStore({ onEvent: (one) => events.push(one) });
      await store.reader.status();
      for (let from = 0; from < 5_000; from += 500) {
        await store.append([requestOf('traces', spans(from, 500))]);
        if (from === 2_000) process.kill(store.indexPid ?? 0, 'SIGKILL');
      }
      expect(await spanCount(store)).toBe(5_000);
      expect(events).toContainEqual(expect.objectContaining({ type: 'index-exit', signal: 'SIGKILL' }));
      expect((await store.reader.status()).duplicateCount).toBe(0);
    },
    patienceMs,
  );

  test.each([
    ['truncated', (file: string) => truncateSync(file, 4_096)],
    ['zeroed', (file: string) => writeFileSync(file, Buffer.alloc(65_536))],
    ['overwritten', (file: string) => writeFileSync(file, Buffer.alloc(65_536, 'damage'))],
  ])(
    'sets a %s index aside and rebuilds it',
    async (_, damage) => {
      const directory = freshDirectory();
      const first = await openTestStore({ directory });
      await first.append([requestOf('traces', spans(0, 300))]);
      await first.indexed();
      const before = await everything(first);
      await first.close();
      damage(join(directory, 'index', 'data.mdb'));
      const events: StoreEvent[] = [];
      const second = await openTestStore({ directory, onEvent: (one) => events.push(one) });
      await second.indexed();
      expect(await everything(second)).toEqual(before);
      await event(events, 'index-quarantined');
      expect(readdirSync(join(directory, 'quarantine'))).toHaveLength(1);
    },
    patienceMs,
  );

  test(
    'is refused to a second owner, and free again after closing',
    async () => {
      const directory = freshDirectory();
      const first = await openTestStore({ directory });
      await expect(openTestStore({ directory })).rejects.toMatchObject({ code: 'STORE_IN_USE' });
      await first.append([requestOf('traces', spans(0, 10))]);
      expect(await spanCount(first)).toBe(10);
      await first.close();
      expect(existsSync(join(directory, 'owner.json'))).toBe(false);
      const second = await openTestStore({ directory });
      expect(await spanCount(second)).toBe(10);
    },
    patienceMs,
  );

  test(
    'drops spans and log records that arrive again',
    async () => {
      const store = await openTestStore();
      const traces = requestOf('traces', spans(0, 10));
      const logs = requestOf('logs', [
        logOf({ body: 'same' }),
        logOf({ body: 'same' }),
        logOf({ body: 'other' }),
      ]);
      await store.append([traces, logs]);
      await store.append([traces, logs]);
      await store.indexed();
      const { spanCount: spansKept, logCount, duplicateCount } = await store.reader.status();
      expect({ spansKept, logCount, duplicateCount }).toEqual({
        spansKept: 10,
        logCount: 3,
        duplicateCount: 13,
      });
    },
    patienceMs,
  );

  test(
    'keeps copies of spools exact and tells where they ended',
    async () => {
      const directory = freshDirectory();
      const store = await openTestStore({ directory });
      const twice = [logOf({ body: 'same' }), logOf({ body: 'same' })];
      await store.append([copyOf(twice, { spool: 'a%2Fb/1-x', segment: 1, offset: 100 })]);
      await store.append([copyOf(spans(0, 5), { spool: 'a%2Fb/1-x', segment: 1, offset: 900 })]);
      await store.append([copyOf([], { spool: 'other/2-y', segment: 3, offset: 32 })]);
      await store.indexed();
      const status = await store.reader.status();
      expect(status.logCount).toBe(2);
      expect(status.ledgers).toContainEqual(
        expect.objectContaining({ service: 'a/b', spool: '1-x', stored: { traces: 5, logs: 2, metrics: 0 } }),
      );
      await store.close();
      const second = await openTestStore({ directory });
      expect(await second.checkpoints()).toEqual(
        new Map([
          ['a%2Fb/1-x', { spool: 'a%2Fb/1-x', segment: 1, offset: 900 }],
          ['other/2-y', { spool: 'other/2-y', segment: 3, offset: 32 }],
        ]),
      );
    },
    patienceMs,
  );

  test(
    'rejects appends while the disk refuses, and goes on when it takes them again',
    async () => {
      const directory = freshDirectory();
      const store = await openTestStore({ directory, segmentBytesMax: 4_096 });
      await store.append([requestOf('traces', spans(0, 10))]);
      rmSync(join(directory, 'log'), { recursive: true });
      writeFileSync(join(directory, 'log'), 'in the way');
      const refused = store.append([requestOf('traces', spans(10, 50)), requestOf('traces', spans(60, 50))]);
      await expect(refused).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
      rmSync(join(directory, 'log'));
      await store.append([requestOf('traces', spans(10, 100))]);
      await store.indexed();
      expect((await store.reader.spans({ limit: 1_000 })).items.length).toBeGreaterThanOrEqual(100);
    },
    patienceMs,
  );

  test(
    'opens a trace of 100,000 spans',
    async () => {
      const store = await openTestStore();
      const traceId = hexId(9, 32);
      for (let from = 0; from < 100_000; from += 10_000) {
        const batch = Array.from({ length: 10_000 }, (_, index) =>
          spanOf({
            traceId,
            spanId: hexId(from + index + 1, 16),
            startTimeUnixNano: epochUnixNano + BigInt(from + index),
          }),
        );
        await store.append([requestOf('traces', batch)]);
      }
      await store.indexed();
      const trace = await store.reader.trace({ traceId }, { deadlineMs: 60_000 });
      expect(trace?.spans).toHaveLength(100_000);
      expect(trace?.spans.at(-1)?.spanId).toBe(hexId(100_000, 16));
      const part = await store.reader.trace({ traceId, spansMax: 10 }, { deadlineMs: 60_000 });
      expect([part?.spans.length, part?.omittedSpans]).toEqual([10, 99_990]);
    },
    patienceMs,
  );
});
