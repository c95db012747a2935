import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { decodeRequest } from '@sonde/otlp';
import { row } from './fault-row.ts';
import { answer, first } from './hostile-behaviours.ts';
import { accept } from './hostile-endpoint.ts';
import { Scene } from './scene.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const nothingLost = { missing: 0, invented: 0, left: 0, seenTwice: 0, dropped: {}, unbalanced: [] };

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

const withClock = (jumpMs: number, environment: Readonly<Record<string, string>> = {}) =>
  scene.run('clock-jump.mjs', {
    nodeArgs: ['--import', './test/faults/apps/jumping-clock.mjs'],
    environment: { JUMP_MS: String(jumpMs), ...environment },
  });

/** Durations of all spans delivered, in ms. */
function durationsMs(): number[] {
  return scene.endpoint.taken
    .filter(({ signal }) => signal === 'traces')
    .flatMap(({ body }) => decodeRequest('traces', body))
    .map(({ record }) => Number(record.endTimeUnixNano - record.startTimeUnixNano) / 1e6);
}

describe('the wall clock jumps', () => {
  for (const [name, jumpMs] of [
    ['an hour back', -HOUR_MS],
    ['a day ahead', DAY_MS],
  ] as const) {
    row(
      `${name} in the middle of spans: everything arrives, no duration is negative or a jump long`,
      async () => {
        expect(await withClock(jumpMs)).toMatchObject({ code: 0, stdout: 'made 200\n', stderr: '' });
        expect(await scene.account()).toMatchObject({ emitted: 200, delivered: 200, ...nothingLost });
        expect(Math.min(...durationsMs())).toBeGreaterThanOrEqual(0);
        expect(Math.max(...durationsMs())).toBeLessThan(HOUR_MS / 2);
      },
    );

    row(`${name} while the endpoint says wait until a time: everything arrives`, async () => {
      const until = new Date(Date.now() + 2_000).toUTCString();
      scene.endpoint.behave = first(1, answer(503, { 'retry-after': until }), accept);
      expect(await withClock(jumpMs, { SONDE_DRAIN_MS: '10000' })).toMatchObject({ code: 0, stderr: '' });
      await scene.drainLeftovers();
      expect(await scene.account()).toMatchObject({ emitted: 200, delivered: 200, ...nothingLost });
    });

    row(
      `${name} between two processes: the second takes over what the first left, and drops nothing`,
      async () => {
        await scene.endpoint.stop();
        await withClock(jumpMs, { SONDE_DRAIN_MS: '0' });
        expect(await scene.account()).toMatchObject({ emitted: 200, left: 200, dropped: {} });
        await scene.endpoint.start();
        await scene.drainLeftovers();
        expect(await scene.account()).toMatchObject({ emitted: 200, delivered: 200, ...nothingLost });
      },
    );

    row(`${name} and back between spools: the one of a live process is left alone`, async () => {
      const first = scene.start('clock-jump.mjs', {
        nodeArgs: ['--import', './test/faults/apps/jumping-clock.mjs'],
        environment: { JUMP_MS: String(jumpMs), STAY: '1', SONDE_ENDPOINT: 'http://127.0.0.1:9' },
      });
      await first.said('made');
      const before = readdirSync(scene.serviceDirectory);
      expect(await scene.run('agent.mjs', { environment: { CALLS: '5' } })).toMatchObject({ code: 0 });
      const [live = ''] = before;
      expect(readdirSync(join(scene.serviceDirectory, live))).toContain('spool.json');
      expect(await scene.account()).toMatchObject({ emitted: 205, delivered: 5, left: 200, dropped: {} });
    });
  }
});
