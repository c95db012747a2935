import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

/** Runs where no file can grow beyond 16 KB: the write that reaches it is refused. */
function runBounded(environment: Record<string, string>): void {
  const command = 'ulimit -f 16 && exec "$0" "$@"';
  const node = [process.execPath, '--conditions=@sonde/source', '--import', '@sonde/sdk/register'];
  const { status, stderr } = spawnSync('bash', ['--norc', '-c', command, ...node, 'test/apps/failures.mjs'], {
    cwd: resolve('packages/sdk'),
    env: {
      PATH: process.env['PATH'] ?? '',
      SONDE_INSTRUMENTATIONS: 'none',
      SONDE_SERVICE: 'app',
      SONDE_HOME: home,
      ...environment,
    },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
}

const filesOf = (pattern: RegExp) =>
  readdirSync(join(home, 'spool', 'app'), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join(home, 'spool', 'app', name));

describe('an exception that the spool does not take', () => {
  test('is in the fallback file, redacted, for the owner alone', () => {
    runBounded({ FAILURES: '30' });
    const [file = ''] = filesOf(/fallback\.jsonl$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('sk-proj-');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { attributes: object });
    expect(lines.at(-1)).toMatchObject({
      eventName: 'gen_ai.execute_tool.exception',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      attributes: {
        'exception.message': expect.stringMatching(/^failure \d+$/),
        'session.id': expect.stringMatching(/^s-/),
      },
      resource: { 'service.name': 'app' },
    });
  });

  test('is sent by the next process, once, as it was', async () => {
    runBounded({ FAILURES: '30', SONDE_SERVICE_VERSION: '1.0.0' });
    await runApp('failures.mjs', { SONDE_HOME: home, FAILURES: '0', STAY_MS: '1500' });
    expect(filesOf(/fallback/)).toEqual([]);
    const messages = readSpools(home).logs.map(({ attributes }) => String(attributes['exception.message']));
    const expected = Array.from({ length: 30 }, (_, i) => `failure ${i}`);
    expect(messages.sort()).toEqual(expected.sort());
  });
});
