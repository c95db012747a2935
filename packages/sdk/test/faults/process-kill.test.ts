import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { row, seedsOf, withSeed } from './fault-row.ts';
import { Scene } from './scene.ts';

/** Each turn is written at its end. */
const slow = { PER_TURN: '2', RATE: '100' };
const killAfterMsMax = 150;

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

/** Starts an application, and kills it at a moment that the seed decides. */
async function killAtRandom(random: () => number): Promise<void> {
  const environment = {
    ...(random() < 0.3
      ? slow
      : { PER_TURN: String(1 + Math.floor(random() * 20)), RATE: random() < 0.5 ? '0' : '2000' }),
    PAYLOAD: String(Math.floor(random() * 2_000)),
    FAIL_EVERY: random() < 0.5 ? '50' : '0',
  };
  const app = scene.start('agent.mjs', { environment });
  await app.said('began');
  await sleep(random() * killAfterMsMax);
  app.child.kill('SIGKILL');
  expect(await app.ended).toMatchObject({ code: null, signal: 'SIGKILL', stderr: '' });
}

describe('SIGKILL at seeded moments', () => {
  row('endpoint up: only what had not been written yet is lost, what was left is delivered', async () => {
    for (const seed of seedsOf(20, 200)) {
      await withSeed(seed, async (random) => {
        await killAtRandom(random);
        expect(scene.lostTooMuch()).toEqual([]);
      });
    }
    await scene.drainLeftovers();
    expect(scene.lostTooMuch()).toEqual([]);
    expect(scene.hasLeftovers()).toBe(false);
    expect(await scene.account()).toMatchObject({ seenTwice: 0, left: 0, dropped: {}, unbalanced: [] });
  });

  row('endpoint down: the same, once it is back', async () => {
    await scene.endpoint.stop();
    for (const seed of seedsOf(20, 200)) {
      await withSeed(seed, async (random) => {
        await killAtRandom(random);
        expect(scene.lostTooMuch()).toEqual([]);
      });
    }
    await scene.endpoint.start();
    await scene.drainLeftovers();
    expect(scene.lostTooMuch()).toEqual([]);
    expect(scene.hasLeftovers()).toBe(false);
    expect(await scene.account()).toMatchObject({ seenTwice: 0, left: 0, dropped: {}, unbalanced: [] });
  });
});
