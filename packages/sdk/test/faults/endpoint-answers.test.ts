import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { row } from './fault-row.ts';
import {
  answer,
  endless,
  first,
  garbage,
  garbledBody,
  halfClose,
  longAnswer,
  reset,
  takeAndReset,
} from './hostile-behaviours.ts';
import { accept, type Behaviour, HostileEndpoint } from './hostile-endpoint.ts';
import { type Ended, Scene } from './scene.ts';

const CALLS = 300;
const MEBIBYTE = 1_024 * 1_024;
const calm = { invented: 0, left: 0, missing: 0, seenTwice: 0, unbalanced: [] };
const allDelivered = { emitted: CALLS, delivered: CALLS, dropped: {}, ...calm };

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

/** Lets an application work against a behaviour; it must end as without Sonde. */
async function work(behaviour: Behaviour): Promise<Ended> {
  scene.endpoint.behave = behaviour;
  const { bare, observed } = await scene.runBoth('agent.mjs', { environment: { CALLS: String(CALLS) } });
  expect({ ...observed, stderr: '' }).toEqual(bare);
  return observed;
}

describe('an endpoint that is busy or broken for a while:', () => {
  for (const status of [429, 502, 503, 504]) {
    row(`${status} is tried again`, async () => {
      expect((await work(first(2, answer(status), accept))).stderr).toBe('');
      expect(await scene.account()).toMatchObject(allDelivered);
    });
  }

  for (const status of [429, 503]) {
    row(`${status} with Retry-After is asked again when it said, not before`, async () => {
      const timesMs: number[] = [];
      const wait = first(1, answer(status, { 'retry-after': '3' }), accept);
      await work((exchange) => {
        timesMs.push(performance.now());
        return wait(exchange);
      });
      expect(await scene.account()).toMatchObject(allDelivered);
      expect((timesMs[1] ?? 0) - (timesMs[0] ?? 0)).toBeGreaterThan(2_900);
    });
  }

  for (const [name, behaviour] of Object.entries({ garbage, reset, halfClose })) {
    row(`${name} is tried again`, async () => {
      expect((await work(first(2, behaviour, accept))).stderr).toBe('');
      expect(await scene.account()).toMatchObject({ ...allDelivered, repeats: 0 });
    });
  }

  row('a reset after it took the request is tried again, and nobody sees anything twice', async () => {
    await work(first(2, takeAndReset, accept));
    const account = await scene.account();
    expect(account).toMatchObject(allDelivered);
    expect(account.repeats).toBeGreaterThan(0);
  });
});

describe('an endpoint that accepts with an odd answer:', () => {
  for (const [name, behaviour] of Object.entries({
    'a body that is no OTLP': garbledBody,
    '8 MB': longAnswer(8 * MEBIBYTE),
    'an endless body': endless,
  })) {
    row(`${name} is an acceptance, and read no further than 64 KiB`, async () => {
      let sentBytes = 0;
      await work((exchange) => {
        const { socket } = exchange.response;
        exchange.response.on('close', () => (sentBytes += socket?.bytesWritten ?? 0));
        return behaviour(exchange);
      });
      expect(await scene.account()).toMatchObject(allDelivered);
      // What was sent beyond what was read lies in the buffers of the two sockets.
      expect(sentBytes).toBeLessThan(64 * MEBIBYTE);
    });
  }

  row('a part refused: that part is dropped and counted, the rest delivered', async () => {
    scene.endpoint.behave = async ({ read, take, confirm }) => {
      const count = await read();
      take();
      confirm(Math.floor(count / 3));
    };
    const ended = await scene.run('agent.mjs', { environment: { CALLS: '300', SECONDS: '1' } });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { dropped, unbalanced } = await scene.account();
    expect(dropped).toEqual({ refused: 100 });
    expect(unbalanced).toEqual([]);
  });
});

describe('an endpoint that refuses for good:', () => {
  for (const status of [400, 500, 307, 308]) {
    row(`${status} drops with a reason, keeps the request, and is not followed anywhere`, async () => {
      const elsewhere = new HostileEndpoint();
      await elsewhere.start();
      await work(answer(status, status < 400 ? { location: `${elsewhere.url}/v1/traces` } : {}));
      await elsewhere.stop();
      expect(await scene.account()).toMatchObject({
        ...calm,
        emitted: CALLS,
        delivered: 0,
        dropped: { refused: CALLS },
      });
      expect(elsewhere.requestCount).toBe(0);
      expect(readdirSync(join(scene.serviceDirectory, 'quarantine')).join(' ')).toContain('.traces.pb');
    });
  }

  row('413 to more than one record: everything arrives one by one', async () => {
    await work(async ({ read, take, confirm, response }) => {
      if ((await read()) > 1) return response.writeHead(413).end();
      take();
      return confirm();
    });
    expect(await scene.account()).toMatchObject(allDelivered);
  });

  row('413 to one record: only that one is dropped', async () => {
    scene.endpoint.behave = async ({ request, read, take, confirm, response }) => {
      await read();
      if (Number(request.headers['content-length']) > 5_000) return response.writeHead(413).end();
      take();
      return confirm();
    };
    const ended = await scene.run('one-large.mjs', { environment: { CALLS: '64', SONDE_DETAIL: 'full' } });
    expect(ended).toMatchObject({ code: 0, stdout: 'made 64\n' });
    expect(await scene.account()).toMatchObject({
      ...calm,
      emitted: 64,
      delivered: 63,
      dropped: { too_large: 1 },
    });
  });

  row('404 to logs alone does not hold the traces back', async () => {
    await work((exchange) =>
      exchange.request.url?.endsWith('/logs') === true ? answer(404)(exchange) : accept(exchange),
    );
    expect(await scene.account()).toMatchObject(allDelivered);
  });
});
