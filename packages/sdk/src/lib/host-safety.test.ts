import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { doors, readSpools, removeHome, runApp, runNode, temporaryHome } from '../../test/run-app.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

describe('the host', () => {
  test.each(doors)('gets every odd value back as it was, thrown or returned: %s', async (door) => {
    const ended = await runApp('odd-values.mjs', { SONDE_HOME: home }, { door });
    expect(ended).toMatchObject({ code: 0, stdout: '26 odd values\n' });
    const { spans, ledger } = readSpools(home);
    expect(spans).toHaveLength(3 * 26);
    expect(ledger?.dropped).toEqual({ traces: {}, logs: {}, metrics: {} });
  });

  test('keeps the provider it has, and can add the processors', async () => {
    const ended = await runApp('beside.mjs', { SONDE_HOME: home }, { preload: false });
    expect(ended).toMatchObject({ code: 0, stdout: '1 ProxyTracerProvider\n' });
    expect(readSpools(home).spans.map(({ name }) => name)).toEqual(['theirs', 'execute_tool ours']);
  });

  test('has its own providers beside Sonde and when it stops, with values they can take', async () => {
    const ended = await runApp('guest.mjs', { SONDE_HOME: home }, { preload: false });
    expect(ended).toMatchObject({ code: 0, stdout: '2 kept string\n' });
    // What was called before the processors were asked for is Sonde's alone.
    expect(readSpools(home).spans.map(({ name }) => name)).toEqual(['execute_tool ours']);
  });

  test('may have any arguments', async () => {
    const environment = { SONDE_HOME: home, SONDE_INSTRUMENTATIONS: 'auto' };
    const script = ['--input-type=module', '--eval', "console.log('ran')", 'not/a/script'];
    expect(await runNode(script, environment)).toMatchObject({ code: 0, stdout: 'ran\n' });
  });
});

test.each(doors)('no secret reaches the disk: %s', async (door) => {
  expect((await runApp('secrets.mjs', { SONDE_HOME: home }, { door })).code).toBe(0);
  const [spool = ''] = readdirSync(join(home, 'spool', 'app'));
  const bytes = readdirSync(join(home, 'spool', 'app', spool))
    .map((file) => readFileSync(join(home, 'spool', 'app', spool, file), 'latin1'))
    .join('');
  expect(bytes).toContain('[REDACTED');
  expect(bytes).not.toContain('Zq8Zq8');
  expect(bytes).not.toContain('hunter2');
  const { spans, ledger } = readSpools(home);
  expect(spans.map(({ name }) => name)).toContain('GET /?token=[REDACTED:secret]');
  expect(ledger?.emitted.metrics).toBeGreaterThanOrEqual(1);
});

test('files of the spool are for their owner alone', async () => {
  await runApp('work.mjs', { SONDE_HOME: home });
  const directory = join(home, 'spool', 'app', readdirSync(join(home, 'spool', 'app'))[0] ?? '');
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
});
