import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lineOf, sonde, startSonde, temporaryHome } from '../../test/cli-process.ts';

let home: string;
beforeAll(async () => {
  home = temporaryHome();
  const app = join(home, 'app.mjs');
  writeFileSync(
    app,
    `import { trace } from '${import.meta.resolve('@opentelemetry/api')}';
     import { observe } from '${import.meta.resolve('@sonde/observe')}';
     const lookup = observe.tool(async (place) => ({ place }), { name: 'lookup' });
     const ask = observe.llm(async () => { trace.getActiveSpan().setAttributes({ 'gen_ai.usage.input_tokens': 1200, 'gen_ai.request.model': 'house-model' }); return 'no'; }, { name: 'house-model' });
     const answer = observe.agent(async (question) => { await lookup('Oslo'); await ask('?'); throw new TypeError('no \\u001b[31mEconomy'); }, { name: 'atlas' });
     await answer('How rich is Oslo?').catch(() => {});
     console.log('app done'); process.exit(7);`,
  );
  const ended = await sonde(home, 'run', '--', process.execPath, '--conditions=@sonde/source', app);
  expect(ended).toMatchObject({ code: 7, stdout: 'app done\n' });
  expect(ended.stderr).toMatch(/viewer at http:\/\/127\.0\.0\.1:\d+\/\?token=/);
  expect(ended.stderr).toContain('sonde up shows all it recorded');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('sonde', () => {
  test('traces lists what ran, as text and as JSON', async () => {
    expect((await sonde(home, 'traces')).stdout).toContain('invoke_agent atlas');
    const { items } = JSON.parse((await sonde(home, 'traces', '--json')).stdout) as {
      items: { spanCount: number; errorCount: number }[];
    };
    expect(items).toMatchObject([{ spanCount: 3, errorCount: 1 }]);
  });

  test('trace shows the tree, the exception and its path, with control characters made visible', async () => {
    const { items } = JSON.parse((await sonde(home, 'traces', '--json')).stdout) as {
      items: { traceId: string }[];
    };
    const { stdout } = await sonde(home, 'trace', items[0]?.traceId.slice(0, 8) ?? '');
    expect(stdout).toContain('execute_tool lookup');
    expect(stdout).toContain('input     How rich is Oslo?');
    expect(stdout).toContain('before it tool lookup {"place":"Oslo"}');
    expect(stdout).toContain('no \\u001b[31mEconomy');
    expect(stdout).not.toContain('\u001b');
  });

  test('traces and trace say what was spent, exceptions where in the code they began', async () => {
    const { items } = JSON.parse((await sonde(home, 'traces', '--json')).stdout) as {
      items: { traceId: string; unpricedCalls: number }[];
    };
    expect(items).toMatchObject([{ costUsd: 0, unpricedCalls: 1 }]);
    expect((await sonde(home, 'traces')).stdout).toMatch(/COST[^]*unknown/);
    const { stdout } = await sonde(home, 'trace', items[0]?.traceId ?? '');
    expect(stdout).toMatch(/1200 tokens {2}cost unknown/);
    expect(stdout).toContain('1200 tokens  unknown');
    expect(stdout).toMatch(/ {2}code {6}\S*app\.mjs:\d+/);
  });

  test('events lists what follows from the spans of a trace, as text and as JSON', async () => {
    const { items } = JSON.parse((await sonde(home, 'traces', '--json')).stdout) as {
      items: { traceId: string }[];
    };
    const id = items[0]?.traceId.slice(0, 8) ?? '';
    const { stdout } = await sonde(home, 'events', id);
    expect(stdout).toMatch(/chat\.start +\w{8} +derived +atlas began/);
    expect(stdout).toMatch(/llm\.response +\w{8} +derived +house-model answered/);
    const events = JSON.parse((await sonde(home, 'events', id, '--json')).stdout) as {
      items: { eventName: string }[];
    };
    expect(events.items.map(({ eventName }) => eventName)).toEqual([
      'chat.start',
      'chat.message',
      'llm.request',
      'llm.response',
      'chat.complete',
    ]);
  });

  test('exceptions lists groups, and one group in full', async () => {
    const { items } = JSON.parse((await sonde(home, 'exceptions', '--json')).stdout) as {
      items: { fingerprint: string; count: number }[];
    };
    expect(items).toMatchObject([{ count: 1, type: 'TypeError', operation: 'atlas' }]);
    expect((await sonde(home, 'exceptions', items[0]?.fingerprint ?? '')).stdout).toContain('in agent atlas');
  });

  test('exceptions says when nobody has the fingerprint', async () => {
    const { stdout } = await sonde(home, 'exceptions', 'v1:0000000000000000');
    expect(stdout).toBe('No exception has the fingerprint v1:0000000000000000.\n');
  });

  test('export writes every span with its attributes', async () => {
    const lines = (await sonde(home, 'export')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; name?: string });
    expect(
      lines
        .filter(({ type }) => type === 'span')
        .map(({ name }) => name)
        .toSorted((a = '', b = '') => a.localeCompare(b)),
    ).toEqual(['chat house-model', 'execute_tool lookup', 'invoke_agent atlas']);
  });

  test('up owns the home until it is told to stop; tail and doctor ask it; a second one is refused', async () => {
    const up = startSonde(home, ['up', '--port', '0', '--no-otlp', '--json']);
    const ended = new Promise((done) => up.on('close', done));
    const { url } = JSON.parse(await lineOf(up, (line) => line.startsWith('{'))) as { url: string };
    expect((await fetch(url, { redirect: 'manual' })).status).toBeLessThan(400);
    const doctor = JSON.parse((await sonde(home, 'doctor', '--json')).stdout) as {
      checks: { name: string; state: string }[];
    };
    expect(doctor.checks).toContainEqual(expect.objectContaining({ name: 'studio', state: 'ok' }));
    expect(doctor.checks.filter(({ state }) => state === 'problem')).toEqual([]);
    const second = await sonde(home, 'up');
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('Another process owns this store');
    up.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

describe('what is typed wrongly', () => {
  test.each([
    [['tracse'], 64, '"tracse" is not a command'],
    [['traces', '--limit', 'many'], 64, '--limit: "many" is not a whole number'],
    [['traces', '--sinse', '1h'], 64, '--sinse'],
    [['trace'], 64, 'needs the id of a trace'],
    [['events'], 64, 'needs the id of a trace'],
    [['events', 'abcdef012345'], 2, 'No trace begins with "abcdef012345"'],
    [['trace', 'abcdef012345'], 2, 'No trace begins with "abcdef012345"'],
    [['run'], 64, 'needs a command'],
    [['run', 'no-such-program'], 64, 'Cannot run "no-such-program"'],
    [['tail'], 69, 'sonde up'],
  ])('%j is answered with one clear message', async (args, code, message) => {
    const ended = await sonde(home, ...args);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });

  test('every command has help', async () => {
    const { stdout } = await sonde(home, '--help');
    const names = [...stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(7);
    for (const name of names)
      expect((await sonde(home, name, '--help')).stdout).toMatch(new RegExp(`^Usage: sonde ${name}`));
  });
});
