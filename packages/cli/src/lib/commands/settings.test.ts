import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readDetailRequests } from '@sonde/sdk/home';
import { type CommandEnded, sonde, temporaryHome } from '../../../test/cli-process.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Runs the command in the home, with these variables. */
function sondeWith(environment: Record<string, string>, ...args: string[]): Promise<CommandEnded> {
  const bin = resolve('packages/cli/src/bin.ts');
  const env = { PATH: process.env['PATH'] ?? '', SONDE_HOME: home, ...environment };
  const resolver = ['--import', `data:text/javascript,process.chdir(${JSON.stringify(home)})`];
  const child = spawn(process.execPath, ['--conditions=@sonde/source', ...resolver, bin, ...args], { env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })));
}

describe('sonde config', () => {
  test('shows what is in force, where it comes from, and no secret', async () => {
    writeFileSync(join(home, 'sonde.yaml'), 'perfcatcher: { window_size: 50 }\n');
    const environment = { OTEL_SERVICE_NAME: 'atlas', SONDE_HEADERS: 'authorization=hunter2' };
    const { stdout, stderr, code } = await sondeWith(environment, 'config', '--changed');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}service +atlas +environment OTEL_SERVICE_NAME$/m);
    expect(stdout).toMatch(/^ {2}headers +\{"authorization":"\*\*\*"\} +environment SONDE_HEADERS$/m);
    expect(stdout).toMatch(/^ {2}latencyWindowSize +50 +file perfcatcher\.window_size$/m);
    expect(stdout).toMatch(/^ {2}latencyDetector +threshold +derived$/m);
    expect(stdout).not.toContain('timeoutMs');
    expect(stderr).toContain('sonde.yaml: sonde.yaml');
    expect(stderr).toContain('perfcatcher.window_size chooses the latency detector threshold');
    expect(stdout + stderr).not.toContain('hunter2');
  });

  test('answers for single settings, by any of their names, as JSON too', async () => {
    const { stdout } = await sondeWith({}, 'config', 'BUGCATCHER_ENABLED', 'perfcatcher.enabled', '--json');
    const { settings } = JSON.parse(stdout) as { settings: { name: string; source: string }[] };
    expect(settings.map(({ name, source }) => [name, source])).toEqual([
      ['exceptions', 'default'],
      ['latency', 'default'],
    ]);
    expect(await sondeWith({}, 'config', 'nonsense')).toMatchObject({
      code: 64,
      stdout: 'No such setting.\n',
    });
  });

  test('lists all settings by topic in its help, and prints the schema', async () => {
    const { stdout } = await sondeWith({}, 'config', '--help');
    expect(stdout).toMatch(/^Volume/m);
    expect(stdout).toMatch(/^ {2}samplerRates +SONDE_SAMPLER_RATES +Share that is kept/m);
    const schema = JSON.parse((await sondeWith({}, 'config', '--schema')).stdout) as { title: string };
    expect(schema.title).toMatch(/^sonde\.yaml/);
  });

  test('names a wrong key as it was written, and so does doctor', async () => {
    writeFileSync(join(home, 'sonde.yaml'), 'perfcatcher: { windowsize: 50 }\n');
    const { code, stderr } = await sondeWith({}, 'config');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'perfcatcher.windowsize is not a setting. Did you mean perfcatcher.window_size?',
    );
    const doctor = await sondeWith({}, 'doctor');
    expect([doctor.code, doctor.stdout]).toEqual([
      1,
      expect.stringMatching(/problem settings perfcatcher\.windowsize/),
    ]);
  });
});

describe('sonde detail', () => {
  test('changes levels for a while, one for each target, and takes them back', async () => {
    expect((await sonde(home, 'detail')).stdout).toMatch(/^No level of detail is changed/);
    await sonde(home, 'detail', 'full', '--operation', 'lookup', '--for', '5m');
    const { stdout } = await sonde(home, 'detail', 'debug', '--operation', 'lookup', '--service', 'atlas');
    expect(stdout).toMatch(/^full +lookup +all +all /m);
    expect(stdout).toMatch(/^debug +lookup +all +atlas /m);
    await sonde(home, 'detail', 'debug', '--operation', 'lookup', '--for', '1h');
    const requests = readDetailRequests(home);
    expect(requests.map(({ level, service }) => [level, service])).toEqual([
      ['debug', 'atlas'],
      ['debug', undefined],
    ]);
    const leftMs = requests.map(({ untilTimeMs }) => untilTimeMs - Date.now());
    expect(leftMs[0]).toBeLessThanOrEqual(300_000);
    expect(leftMs[1]).toBeGreaterThan(3_000_000);
    await sonde(home, 'detail', '--clear');
    expect(readDetailRequests(home)).toEqual([]);
  });

  test.each([
    ['a level that there is not', ['all'], '"all" is not one of off, metadata, errors, full, debug.'],
    ['a time that is too long', ['full', '--for', '8d'], 'a level is changed for 7d at most'],
    ['a time that is none', ['full', '--for', 'soon'], '--for: "soon" is not a number with s, m, h or d'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await sonde(home, 'detail', ...args);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
  });
});

test('sonde doctor tells what sampling left out and what was passed over', async () => {
  const app = join(home, 'app.mjs');
  writeFileSync(
    app,
    `import { observe } from '${import.meta.resolve('@sonde/observe')}';
     for (let i = 0; i < 7; i += 1) observe.tool(() => i, { name: 'ping' })();`,
  );
  const settings = { SONDE_SAMPLER: 'always_off', SONDE_SERVICE: 'app', SONDE_INSTRUMENTATIONS: 'none' };
  await sondeWith(settings, 'run', '--', process.execPath, '--conditions=@sonde/source', app);
  expect((await sonde(home, 'doctor')).stdout).toMatch(/ledger .*; 7 spans left out by sampling/);
});
