import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { row } from './fault-row.ts';
import { type AppOptions, type Ended, Scene } from './scene.ts';

const nothingLost = { missing: 0, invented: 0, seenTwice: 0, dropped: {}, unbalanced: [] };

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

/** The trace of an error that nobody caught names files and lines; those of a crash are V8's own. */
const seen = ({ code, signal, stdout }: Ended) => ({ code, signal, stdout });

async function expectSameEnd(options: AppOptions): Promise<void> {
  const { bare, observed } = await scene.runBoth('agent.mjs', options);
  expect(seen(observed)).toEqual(seen(bare));
}

describe('the application ends by', () => {
  for (const END of ['return', 'exit', 'throw', 'reject']) {
    row(`${END}: nothing is lost, the error included`, async () => {
      await expectSameEnd({ environment: { END, CALLS: '333', FAIL_EVERY: '37' } });
      await scene.drainLeftovers();
      expect(await scene.account()).toMatchObject({ emitted: 333, delivered: 333, ...nothingLost });
    });
  }

  for (const [END, nodeArgs] of [
    ['abort', []],
    ['memory', ['--max-old-space-size=48']],
  ] as const) {
    row(`${END}: only the last turn may be lost`, async () => {
      const environment = { END, CALLS: '60', PER_TURN: '2', RATE: '100', FAIL_EVERY: '7' };
      await expectSameEnd({ environment, nodeArgs });
      expect(scene.lostTooMuch()).toEqual([]);
      await scene.drainLeftovers();
      expect(scene.lostTooMuch()).toEqual([]);
      expect(await scene.account()).toMatchObject({
        emitted: 60,
        invented: 0,
        seenTwice: 0,
        left: 0,
        dropped: {},
      });
    });

    row(`${END} after many calls: only what is held may be lost`, async () => {
      await expectSameEnd({ environment: { END, CALLS: '3000', FAIL_EVERY: '7' }, nodeArgs });
      await scene.drainLeftovers();
      expect(scene.lostTooMuch()).toEqual([]);
      expect(await scene.account()).toMatchObject({ emitted: 3_000, invented: 0, seenTwice: 0, left: 0 });
    });
  }

  row('return after 20 calls: a short script loses nothing', async () => {
    await expectSameEnd({ environment: { CALLS: '20' } });
    expect(await scene.account()).toMatchObject({ emitted: 20, delivered: 20, ...nothingLost });
  });

  row('return after 20 calls, endpoint down: nothing is lost either', async () => {
    await scene.endpoint.stop();
    await expectSameEnd({ environment: { CALLS: '20', SONDE_DRAIN_MS: '200' } });
    expect(await scene.account()).toMatchObject({ emitted: 20, left: 20, ...nothingLost });
    await scene.endpoint.start();
    await scene.drainLeftovers();
    expect(await scene.account()).toMatchObject({ emitted: 20, delivered: 20, left: 0, ...nothingLost });
  });
});

describe('SIGTERM', () => {
  for (const { END, isUp } of [
    { END: 'wait', isUp: true },
    { END: 'wait', isUp: false },
    { END: 'handle', isUp: true },
    { END: 'handle', isUp: false },
  ]) {
    const title = `${END === 'wait' ? 'without a handler' : 'with a handler'}, endpoint ${isUp ? 'up' : 'down'}`;
    row(`${title}: nothing is lost`, async () => {
      const environment = { END, CALLS: '300', ...(isUp ? {} : { SONDE_DRAIN_MS: '500' }) };
      const bare = await terminated({ environment, withSonde: false });
      if (!isUp) await scene.endpoint.stop();
      expect(seen(await terminated({ environment }))).toEqual(seen(bare));
      if (!isUp) {
        expect(await scene.account()).toMatchObject({ emitted: 300, left: 300, ...nothingLost });
        await scene.endpoint.start();
      }
      await scene.drainLeftovers();
      expect(await scene.account()).toMatchObject({ emitted: 300, delivered: 300, ...nothingLost });
    });
  }
});

async function terminated(options: AppOptions): Promise<Ended> {
  const app = scene.start('agent.mjs', options);
  await app.said('ready');
  app.child.kill('SIGTERM');
  return app.ended;
}
