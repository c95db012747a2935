import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isSondeError } from '@sonde/conventions';
import { connectStudio, type StudioClient } from '@sonde/studio/client';
import { findIndexPid } from '../../test/support/processes.ts';
import { spanRequest } from '../../test/support/telemetry.ts';
import { ask } from '../../test/support/wire.ts';
import { type Studio, type StudioOptions, startStudio } from './studio.ts';

let home: string;
let studios: Studio[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'studio-'));
  studios = [];
});

afterEach(async () => {
  await Promise.all(studios.map((studio) => studio.close()));
  rmSync(home, { recursive: true });
});

async function start(options: Partial<StudioOptions> = {}): Promise<Studio> {
  const studio = await startStudio({ home, port: 0, otlpPort: 0, ...options });
  studios.push(studio);
  return studio;
}

function send(studio: Studio, prefix: string, count: number): Promise<{ status: number }> {
  const headers = { 'Content-Type': 'application/json' };
  return ask(studio.otlpUrl ?? '', '/v1/traces', {
    method: 'POST',
    headers,
    body: spanRequest(prefix, count),
  });
}

async function untilSpans(studio: Studio, count: number): Promise<void> {
  for (;;) {
    const status = await studio.reader.status().catch(() => undefined);
    if ((status?.spanCount ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function firstTraceOf(client: StudioClient, service: string, signal: AbortSignal): Promise<void> {
  for await (const event of client.follow({}, { signal })) {
    if (event.type === 'trace' && event.trace.service === service) return;
  }
}

/** Listens on a port, or leaves it to whoever keeps it for longer than a test does. */
async function occupy(port: number): Promise<Server> {
  const server = createServer();
  const listen = () =>
    new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
  for (let tries = 0; tries < 200 && !(await listen()); tries += 1) await sleep(50);
  return server;
}

async function takePort(): Promise<{ port: number; free: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { port, free: () => new Promise((resolve) => server.close(() => resolve())) };
}

describe('startStudio', () => {
  test('stores what it acknowledges and answers a client that only knows the home', async () => {
    const studio = await start({ demo: true });
    expect((await send(studio, 'atlas', 3)).status).toBe(200);
    await untilSpans(studio, 3);
    const client = await connectStudio(home);
    const { items } = await client.traces({ service: 'atlas' });
    expect(items.map(({ name }) => name).toSorted()).toEqual(['atlas-0', 'atlas-1', 'atlas-2']);
    expect(await client.trace({ traceId: items[0]?.traceId ?? '' })).toMatchObject({
      spans: [{ service: 'atlas' }],
    });
    expect(await client.trace({ traceId: 'f'.repeat(32) })).toBeUndefined();
    await expect(client.traces({ limit: -1 })).rejects.toMatchObject({ code: 'STORE_INVALID_QUERY' });
    expect(await client.about()).toMatchObject({ home, demo: true, receiver: { acceptedCount: 1 } });
  });

  test('streams what arrives to a client', async () => {
    const studio = await start();
    const client = await connectStudio(home);
    const controller = new AbortController();
    const seen = new Set<string>();
    const following = (async () => {
      for await (const event of client.follow({}, { signal: controller.signal })) {
        if (event.type === 'trace') seen.add(event.trace.name);
        if (seen.size === 2) controller.abort();
      }
    })();
    for (let index = 0; seen.size < 2; index += 1) {
      await send(studio, `live-${index % 2}`, 1);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await following;
    expect([...seen].toSorted()).toEqual(['live-0-0', 'live-1-0']);
  });

  test('goes on when the store child is killed while it is read and followed', async () => {
    const studio = await start();
    await send(studio, 'before', 50);
    await untilSpans(studio, 50);
    const client = await connectStudio(home);
    const controller = new AbortController();
    const following = firstTraceOf(client, 'after', controller.signal);
    const reads = Array.from({ length: 40 }, () =>
      client.spans({ limit: 50 }).catch((error: unknown) => error),
    );
    process.kill(findIndexPid(process.pid), 'SIGKILL');
    expect((await send(studio, 'during', 5)).status).toBe(200);
    for (const answer of await Promise.all(reads)) {
      expect(answer).toMatchObject(
        isSondeError(answer) ? { code: 'STORE_UNAVAILABLE' } : { items: expect.anything() },
      );
    }
    await untilSpans(studio, 55);
    let isFollowed = false;
    void following.then(() => {
      isFollowed = true;
    });
    while (!isFollowed) {
      await send(studio, 'after', 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    controller.abort();
    expect((await client.spans({ service: 'during' })).items).toHaveLength(5);
    expect(studio.warnings.join()).toContain('index process ended');
  }, 60_000);

  test('keeps a second studio off the same home, and gives it free on close', async () => {
    const studio = await start();
    const address = new URL(studio.url).origin;
    await expect(startStudio({ home, port: 0, otlpPort: 0 })).rejects.toMatchObject({
      code: 'STORE_IN_USE',
      message: expect.stringContaining(address),
    });
    await studio.close();
    await studio.close();
    await expect(connectStudio(home)).rejects.toMatchObject({ code: 'STUDIO_UNREACHABLE' });
    await start();
  });

  test('goes without the receiver when its port is taken, and says so', async () => {
    const { port, free } = await takePort();
    const warned: string[] = [];
    const studio = await start({ otlpPort: port, onWarning: (text) => warned.push(text) });
    expect(studio.otlpUrl).toBeUndefined();
    expect(studio.warnings.join()).toContain(`Port ${port} on 127.0.0.1 is taken`);
    expect(warned).toEqual(studio.warnings);
    expect(studio.about()).toMatchObject({ warnings: studio.warnings });
    await free();
  });

  test('refuses a taken port that was asked for, and leaves the home free', async () => {
    const { port, free } = await takePort();
    await expect(startStudio({ home, port, otlpPort: null })).rejects.toMatchObject({
      code: 'STUDIO_PORT_TAKEN',
    });
    await free();
    await start({ otlpPort: null });
  });

  test('takes the next free port when none was asked for', async () => {
    const blocker = await occupy(4320);
    const studio = await startStudio({ home, otlpPort: null });
    studios.push(studio);
    expect(Number(new URL(studio.url).port)).toBeGreaterThan(4320);
    expect(studio.warnings.join()).toContain('Port 4320 is taken');
    blocker.close();
  });

  test('asks for the token on a wildcard address too, and keeps it out of what it says of itself', async () => {
    const studio = await start({ host: '0.0.0.0' });
    const { origin, searchParams } = new URL(studio.url);
    const token = searchParams.get('token') ?? '';
    expect((await ask(origin, '/api/about')).status).toBe(401);
    const headers = { Authorization: `Bearer ${token}` };
    const about = await ask(origin, '/api/about', { headers });
    expect(about.status).toBe(200);
    expect(about.body.toString()).not.toContain(token);
    expect(JSON.parse(readFileSync(join(home, 'run', 'studio.json'), 'utf8'))).toMatchObject({
      token,
      url: origin,
    });
  });
});
