import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { quickOrFull, row } from './fault-row.ts';
import { drip, hang, neverRead } from './hostile-behaviours.ts';
import { accept } from './hostile-endpoint.ts';
import { Scene, until } from './scene.ts';

const OUTAGE_MS = quickOrFull(5_000, 30_000);
const nothingLost = { missing: 0, invented: 0, left: 0, seenTwice: 0, dropped: {}, unbalanced: [] };
/** Calls at 200 a second, from before the fault to after it. */
const steady = { RATE: '200', PER_TURN: '4', SECONDS: String(OUTAGE_MS / 1_000 + 3), PAYLOAD: '1000' };

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

/** Begins a fault in the middle of an application's work and ends it again before the application does. */
async function outage(
  begin: () => unknown,
  end: () => unknown,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const bare = await scene.run('agent.mjs', { environment: { ...steady, SECONDS: '1' }, withSonde: false });
  const app = scene.start('agent.mjs', { environment: { ...steady, ...environment } });
  await until(() => scene.endpoint.taken.length > 0);
  await begin();
  await sleep(OUTAGE_MS);
  await end();
  expect(await app.ended).toEqual(bare);
  const account = await scene.account();
  expect(account).toMatchObject(nothingLost);
  expect(account.delivered).toBeGreaterThan(OUTAGE_MS / 10);
}

const behaves = (behaviour: typeof accept) => () => void (scene.endpoint.behave = behaviour);

describe('while the application works, the endpoint', () => {
  row('refuses connections, then listens again: everything arrives, and nothing is said', () =>
    outage(
      () => scene.endpoint.stop(),
      () => scene.endpoint.start(),
    ),
  );

  row('hangs, then recovers: everything arrives', () =>
    outage(behaves(hang), behaves(accept), { SONDE_TIMEOUT_MS: '1000' }),
  );

  row('answers a byte at a time, then recovers: everything arrives', () =>
    outage(behaves(drip), behaves(accept), { SONDE_TIMEOUT_MS: '1000' }),
  );

  row('does not read, then recovers: everything arrives', () =>
    outage(behaves(neverRead), behaves(accept), { SONDE_TIMEOUT_MS: '1000' }),
  );
});

describe('an endpoint that never recovers', () => {
  for (const [name, behaviour] of Object.entries({ hang, drip, neverRead })) {
    row(
      `(${name}) does not hold up the end beyond the drain time, and what is left is delivered later`,
      async () => {
        scene.endpoint.behave = behaviour;
        const environment = {
          CALLS: '200',
          PAYLOAD: '2000',
          SONDE_DRAIN_MS: '300',
          SONDE_TIMEOUT_MS: '600000',
        };
        expect(await scene.run('agent.mjs', { environment })).toMatchObject({ code: 0, stderr: '' });
        scene.endpoint.behave = accept;
        await scene.drainLeftovers();
        expect(await scene.account()).toMatchObject({ emitted: 200, delivered: 200, ...nothingLost });
      },
    );
  }
});

row('an endpoint whose process is stopped and continued gets everything in the end', async () => {
  const sink = spawn(
    process.execPath,
    ['--conditions=@sonde/source', 'packages/sdk/test/faults/apps/sink.ts'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    let output = '';
    sink.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('\n'));
    const environment = { ...steady, SONDE_ENDPOINT: output.trim(), SONDE_TIMEOUT_MS: '1000' };
    const app = scene.start('agent.mjs', { environment });
    await app.said('began');
    await sleep(1_500);
    sink.kill('SIGSTOP');
    await sleep(OUTAGE_MS);
    sink.kill('SIGCONT');
    expect(await app.ended).toMatchObject({ code: 0, stderr: '' });
    output = '';
    sink.kill('SIGUSR2');
    await until(() => output.endsWith('\n'));
    for (const { signal, body } of JSON.parse(output) as { signal: 'traces'; body: string }[])
      scene.endpoint.taken.push({ signal, body: Buffer.from(body, 'base64') });
    expect(await scene.account()).toMatchObject(nothingLost);
  } finally {
    sink.kill('SIGKILL');
  }
});
