import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { quickOrFull, row } from './fault-row.ts';
import { Scene } from './scene.ts';

const nothingLost = { missing: 0, invented: 0, left: 0, seenTwice: 0, dropped: {}, unbalanced: [] };

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

describe('of one service', () => {
  row('many processes at once: everything arrives once', async () => {
    const count = quickOrFull(6, 30);
    const environment = { CALLS: '200', PER_TURN: '5' };
    const ended = await Promise.all(
      Array.from({ length: count }, () => scene.run('agent.mjs', { environment })),
    );
    expect(ended.filter(({ code, stderr }) => code !== 0 || stderr !== '')).toEqual([]);
    await scene.drainLeftovers();
    const all = count * 200;
    expect(await scene.account()).toMatchObject({ ...nothingLost, emitted: all, delivered: all, repeats: 0 });
  });

  row('half of the processes killed: the other half delivers what those had written', async () => {
    const [killed, living] = [3, 3];
    const steady = { RATE: '400', PER_TURN: '4', SECONDS: '3' };
    await scene.endpoint.stop();
    const victims = Array.from({ length: killed }, () => scene.start('agent.mjs', { environment: steady }));
    const survivors = Array.from({ length: living }, () => scene.start('agent.mjs', { environment: steady }));
    await Promise.all([...victims, ...survivors].map(({ said }) => said('began')));
    for (const { child } of victims) child.kill('SIGKILL');
    await Promise.all(victims.map(({ ended }) => ended));
    await scene.endpoint.start();
    expect((await Promise.all(survivors.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([
      0, 0, 0,
    ]);
    await scene.drainLeftovers();
    const account = await scene.account();
    expect(account).toMatchObject({ invented: 0, left: 0, seenTwice: 0, dropped: {}, unbalanced: [] });
    const pids = new Set(victims.map(({ child }) => child.pid));
    expect(scene.lost().filter(({ pid }) => !pids.has(pid))).toEqual([]);
  });
});

describe('the application is made of', () => {
  for (const [name, app, spans] of [
    ['cluster workers', 'cluster.mjs', 400],
    ['forked children', 'fork.mjs', 400],
    ['worker threads', 'threads.mjs', 400],
  ] as const) {
    row(`${name}: everything of each arrives, the output is the same`, async () => {
      const { bare, observed } = await scene.runBoth(app);
      expect(observed).toEqual(bare);
      expect(observed).toMatchObject({ code: 0, stderr: '' });
      await scene.drainLeftovers();
      expect(await scene.account()).toMatchObject({ ...nothingLost, emitted: spans, delivered: spans });
    });
  }

  for (const END of ['terminate', 'exit'] as const) {
    row(`a worker thread that is ended in the middle (${END}): only its last turn may be lost`, async () => {
      const { bare, observed } = await scene.runBoth('thread-ended.mjs', { environment: { END } });
      expect(observed).toEqual(bare);
      await scene.drainLeftovers();
      expect(scene.lostTooMuch()).toEqual([]);
      expect(await scene.account()).toMatchObject({ invented: 0, left: 0, seenTwice: 0, dropped: {} });
    });
  }

  row('two copies of the SDK: one set of spans', async () => {
    const { bare, observed } = await scene.runBoth('two-copies.mjs', {
      environment: { COPY: copyOfPackages(scene.directory) },
    });
    expect(observed).toEqual(bare);
    expect(observed).toMatchObject({ code: 0, stderr: '' });
    expect(await scene.account()).toMatchObject({ ...nothingLost, emitted: 20, delivered: 20, repeats: 0 });
  });
});

row('a child that is not observed and outlives its parent does not hold the spool', async () => {
  await scene.endpoint.stop();
  const app = scene.start('leaves-child.mjs', { environment: { SONDE_DRAIN_MS: '0' } });
  const { stdout } = await app.ended;
  await scene.endpoint.start();
  try {
    await scene.drainLeftovers();
    expect(await scene.account()).toMatchObject({ ...nothingLost, emitted: 20, delivered: 20 });
  } finally {
    spawnSync('kill', ['-9', stdout.trim()]);
    await sleep(1);
  }
});

/** Our packages a second time; everything else is shared, as by a second copy in a real node_modules. */
function copyOfPackages(directory: string): string {
  const copy = join(directory, 'copy');
  mkdirSync(join(copy, 'node_modules', '@sonde'), { recursive: true });
  for (const name of ['conventions', 'statistics', 'redaction', 'otlp', 'observe', 'sdk']) {
    const target = join(copy, 'packages', name);
    cpSync(resolve('packages', name, 'src'), join(target, 'src'), { recursive: true });
    cpSync(resolve('packages', name, 'package.json'), join(target, 'package.json'));
    symlinkSync(target, join(copy, 'node_modules', '@sonde', name));
  }
  linkAll(resolve('packages/sdk/node_modules'), join(copy, 'node_modules'));
  linkAll(resolve('node_modules'), join(copy, 'node_modules'));
  return join(copy, 'packages');
}

/** What is there already stays: a package's own dependency comes before that of the workspace. */
function linkAll(from: string, to: string): void {
  if (!existsSync(from)) return;
  for (const name of readdirSync(from))
    if (!existsSync(join(to, name))) symlinkSync(join(from, name), join(to, name));
}
