import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectStudio, type StudioClient } from '@sonde/studio/client';
import { type Program, startProgram } from '../../test/support/processes.ts';
import { spanRequest } from '../../test/support/telemetry.ts';
import { ask } from '../../test/support/wire.ts';

let home: string;
let programs: Program[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'studio-crash-'));
  programs = [];
});

afterEach(async () => {
  await Promise.all(programs.map((program) => program.end('SIGKILL')));
  rmSync(home, { recursive: true, maxRetries: 5 });
});

function start(name: string, ...args: string[]): Program {
  const program = startProgram(name, ...args);
  programs.push(program);
  return program;
}

async function startStudioProgram(otlpPort = '0'): Promise<{ program: Program; otlpUrl: string }> {
  const program = start('studio-program', home, otlpPort);
  return { program, ...(JSON.parse(await program.firstLine) as { otlpUrl: string }) };
}

const pause = (forMs: number) => new Promise((resolve) => setTimeout(resolve, forMs));

async function untilSpans(client: StudioClient, count: number): Promise<void> {
  while ((await client.status().catch(() => undefined))?.spanCount !== count) await pause(20);
}

async function namesOf(client: StudioClient, service: string): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.traces({ service, limit: 1_000, ...(cursor ? { cursor } : {}) });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.cursor;
  } while (cursor);
  return names;
}

describe('a studio killed with SIGKILL', () => {
  test('in mid-copy loses and doubles nothing of any spool', async () => {
    const services = ['alpha', 'beta', 'gamma'];
    const applications = services.map((service) => start('spool-program', home, service, '150', '20'));
    for (let kills = 0; kills < 4; kills += 1) {
      const { program } = await startStudioProgram();
      await pause(150 + kills * 70);
      await program.end('SIGKILL');
    }
    await Promise.all(applications.map(({ firstLine }) => firstLine));
    await startStudioProgram();
    const client = await connectStudio(home);
    await untilSpans(client, 9_000);
    const status = await client.status();
    expect(status).toMatchObject({ spanCount: 9_000, damagedBytes: 0 });
    for (const service of services) {
      expect(new Set(await namesOf(client, service)).size).toBe(3_000);
      const ledger = status.ledgers.find((entry) => entry.service === service);
      expect(ledger).toMatchObject({ emitted: { traces: 3_000 }, stored: { traces: 3_000 } });
    }
    await Promise.all(applications.map((application) => application.end('SIGKILL')));
    const spools = join(home, 'spool');
    while (existsSync(spools) && readdirSync(spools).length > 0) await pause(20);
    expect((await client.status()).spanCount).toBe(9_000);
  }, 60_000);

  test('in mid-receive keeps every request that it acknowledged', async () => {
    const acknowledged = new Set<number>();
    let otlpUrl = '';
    let studio: Program | undefined;
    const sendAll = async (first: number, last: number) => {
      for (let index = first; index < last; index += 1) {
        const body = spanRequest('sent', 10, index * 10);
        const headers = { 'Content-Type': 'application/json' };
        const answer = await ask(otlpUrl, '/v1/traces', { method: 'POST', headers, body }).catch(
          () => undefined,
        );
        if (answer?.status === 200) acknowledged.add(index);
        else await pause(5);
      }
    };
    for (let kills = 0; kills < 3; kills += 1) {
      ({ program: studio, otlpUrl } = await startStudioProgram());
      const senders = [0, 1, 2, 3].map((sender) =>
        sendAll(kills * 100 + sender * 25, kills * 100 + sender * 25 + 25),
      );
      await pause(250);
      await studio.end('SIGKILL');
      await Promise.all(senders);
    }
    await startStudioProgram();
    const client = await connectStudio(home);
    while ((await client.status().catch(() => undefined))?.indexLagBytes !== 0) await pause(20);
    const names = new Set(await namesOf(client, 'sent'));
    const missing = [...acknowledged].filter(
      (index) => !names.has(`sent-${index * 10}`) || !names.has(`sent-${index * 10 + 9}`),
    );
    expect(acknowledged.size).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  }, 60_000);

  test('gives its home to the next one, and an orderly end removes the claim', async () => {
    const first = await startStudioProgram();
    await first.program.end('SIGKILL');
    expect(existsSync(join(home, 'run', 'studio.json'))).toBe(true);
    const second = await startStudioProgram();
    await connectStudio(home);
    await second.program.end('SIGTERM');
    expect(second.program.child.exitCode).toBe(0);
    expect(existsSync(join(home, 'run', 'studio.json'))).toBe(false);
  }, 30_000);
});
