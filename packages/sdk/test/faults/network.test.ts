import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { quickOrFull, row, without, withoutRoot } from './fault-row.ts';
import { Scene, until } from './scene.ts';

const OUTAGE_MS = quickOrFull(5_000, 30_000);
const nothingLost = { missing: 0, invented: 0, left: 0, seenTwice: 0, dropped: {}, unbalanced: [] };
const namespace = `sonde-${process.pid}`;
/** A network of two addresses: the endpoint's, and the application's in a namespace of its own. */
const [here, there] = ['10.203.77.1', '10.203.77.2'];
const [link, peer] = [`sonde${process.pid % 10_000}`, `peer${process.pid % 10_000}`];
const leftOut = withoutRoot() ?? without('ip', 'netns');

let scene: Scene;
beforeEach(async () => {
  if (leftOut === undefined) makeNetwork();
  scene = await Scene.open({ host: leftOut === undefined ? here : '127.0.0.1' });
});
afterEach(async () => {
  await scene.close();
  if (leftOut === undefined) spawnSync('ip', ['netns', 'del', namespace]);
});

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}

function makeNetwork(): void {
  ip('netns', 'add', namespace);
  ip('link', 'add', link, 'type', 'veth', 'peer', 'name', peer, 'netns', namespace);
  ip('addr', 'add', `${here}/30`, 'dev', link);
  ip('link', 'set', link, 'up');
  ip('netns', 'exec', namespace, 'ip', 'addr', 'add', `${there}/30`, 'dev', peer);
  ip('netns', 'exec', namespace, 'ip', 'link', 'set', peer, 'up');
}

/** Cuts the network in the middle of an application's work, and mends it before the application ends. */
async function partition(cut: () => void, mend: () => void): Promise<void> {
  const app = scene.start('agent.mjs', {
    launcher: ['ip', 'netns', 'exec', namespace],
    environment: {
      RATE: '200',
      PER_TURN: '4',
      SECONDS: String(OUTAGE_MS / 1_000 + 3),
      SONDE_TIMEOUT_MS: '2000',
    },
  });
  await until(() => scene.endpoint.taken.length > 0);
  cut();
  await sleep(OUTAGE_MS);
  mend();
  expect(await app.ended).toMatchObject({ code: 0, stdout: 'began\nmade some\n', stderr: '' });
  const account = await scene.account();
  expect(account).toMatchObject(nothingLost);
  expect(account.delivered).toBeGreaterThan(OUTAGE_MS / 10);
}

describe('a network that', () => {
  row(
    'has its link down for a while: everything arrives',
    () =>
      partition(
        () => ip('link', 'set', link, 'down'),
        () => ip('link', 'set', link, 'up'),
      ),
    { leftOut },
  );

  row(
    'swallows every packet for a while: everything arrives',
    () =>
      partition(
        () => ip('route', 'add', 'blackhole', `${there}/32`),
        () => ip('route', 'del', 'blackhole', `${there}/32`),
      ),
    { leftOut },
  );

  row(
    'is down for a third of the time, again and again: everything arrives',
    async () => {
      let isFlapping = true;
      let flapping: Promise<void> | undefined;
      const flap = async () => {
        while (isFlapping) {
          ip('link', 'set', link, 'down');
          await sleep(100);
          ip('link', 'set', link, 'up');
          await sleep(200);
        }
      };
      try {
        await partition(
          () => void (flapping = flap()),
          () => void (isFlapping = false),
        );
      } finally {
        isFlapping = false;
        await flapping;
      }
    },
    { leftOut },
  );

  row('loses 30 % of the packets', async () => {}, { leftOut: 'needs nftables or tc netem' });
});
