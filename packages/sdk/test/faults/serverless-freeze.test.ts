import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { row } from './fault-row.ts';
import { Scene } from './scene.ts';

const INVOCATIONS = 4;

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

row('a function frozen after each flush: everything had arrived, and the next invocation works', async () => {
  const app = scene.start('function.mjs', { environment: { INVOCATIONS: String(INVOCATIONS) } });
  for (let invocation = 1; invocation <= INVOCATIONS; invocation += 1) {
    await app.said(`flushed ${invocation}\n`);
    app.child.kill('SIGSTOP');
    expect(new Set(scene.endpoint.spanIds).size).toBe(scene.journal().length);
    expect(scene.journal()).toHaveLength(invocation * 10);
    // What lies idle for long is closed by the other side, while nobody is awake to notice.
    scene.endpoint.closeIdle();
    await sleep(300);
    app.child.kill('SIGCONT');
    app.child.kill('SIGUSR2');
  }
  expect(await app.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await scene.account()).toMatchObject({
    emitted: INVOCATIONS * 10,
    delivered: INVOCATIONS * 10,
    missing: 0,
    left: 0,
    seenTwice: 0,
    dropped: {},
  });
});

row('a function frozen in the middle of a flush goes on where it was', async () => {
  const app = scene.start('function.mjs', { environment: { INVOCATIONS: '2' } });
  await app.said('invoked 1\n');
  app.child.kill('SIGSTOP');
  await sleep(1_000);
  scene.endpoint.closeIdle();
  app.child.kill('SIGCONT');
  await app.said('flushed 1\n');
  app.child.kill('SIGUSR2');
  await app.said('flushed 2\n');
  app.child.kill('SIGUSR2');
  expect(await app.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await scene.account()).toMatchObject({
    emitted: 20,
    delivered: 20,
    missing: 0,
    left: 0,
    seenTwice: 0,
  });
});
