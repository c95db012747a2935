import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { removeHome, temporaryHome } from '../../../test/run-app.ts';
import { followDetailControl } from './detail-control.ts';
import { detailFile, readDetailRequests, writeDetailRequests } from './detail-requests.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

function startApp(environment: Record<string, string>): {
  readonly child: ChildProcess;
  next(): Promise<string>;
  end(): Promise<number | null>;
} {
  const child = spawn(
    process.execPath,
    ['--conditions=@sonde/source', '--import', '@sonde/sdk/register', 'test/apps/detail.mjs'],
    {
      cwd: resolve('packages/sdk'),
      env: {
        PATH: process.env['PATH'] ?? '',
        SONDE_INSTRUMENTATIONS: 'none',
        SONDE_SERVICE: 'app',
        SONDE_DETAIL: 'metadata',
        SONDE_HOME: home,
        ...environment,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((done) => child.on('close', done));
  return {
    child,
    next: async () => String((await lines.next()).value),
    end: async () => {
      child.stdin?.end();
      return ended;
    },
  };
}

const later = (ms: number) => Date.now() + ms;

describe('the level of a running process', () => {
  test('follows the control file, and falls back when a request is taken out or its time is up', async () => {
    const app = startApp({});
    expect(await app.next()).toBe('metadata metadata');
    writeDetailRequests(home, [{ level: 'debug', operation: 'lookup', untilTimeMs: later(60_000) }]);
    expect(await app.next()).toBe('debug metadata');
    writeDetailRequests(home, [
      { level: 'full', service: 'app', untilTimeMs: later(60_000) },
      { level: 'off', service: 'another', untilTimeMs: later(60_000) },
    ]);
    expect(await app.next()).toBe('full full');
    writeDetailRequests(home, []);
    expect(await app.next()).toBe('metadata metadata');
    writeDetailRequests(home, [{ level: 'debug', untilTimeMs: later(4_000) }]);
    expect(await app.next()).toBe('debug debug');
    expect(await app.next()).toBe('metadata metadata');
    expect(await app.end()).toBe(0);
  });

  test('is raised by the signal that was asked for, for a while, beside what the application does with it', async () => {
    const app = startApp({ SONDE_DETAIL_SIGNAL: 'SIGUSR2', SONDE_DETAIL_SIGNAL_MS: '1000', LISTEN: '1' });
    expect(await app.next()).toBe('metadata metadata');
    app.child.kill('SIGUSR2');
    const heard = [await app.next(), await app.next()].toSorted();
    expect(heard).toEqual(['debug debug', 'host heard it']);
    expect(await app.next()).toBe('metadata metadata');
    expect(await app.end()).toBe(0);
  });

  test('leaves the signal alone unless asked: it ends the process as ever', async () => {
    const app = startApp({});
    await app.next();
    app.child.kill('SIGUSR2');
    expect(await app.end()).toBe(null);
    expect(app.child.signalCode).toBe('SIGUSR2');
  });

  test('is not touched by the file when control is off', async () => {
    writeDetailRequests(home, [{ level: 'debug', untilTimeMs: later(60_000) }]);
    const app = startApp({ SONDE_DETAIL_CONTROL: 'false' });
    expect(await app.next()).toBe('metadata metadata');
    expect(await app.end()).toBe(0);
  });
});

describe('within the process', () => {
  test('the file and the signal are followed until told to stop, each if it is asked for', async () => {
    const options = { home, service: 'app', signalMs: 60_000 };
    const signals = process.listenerCount('SIGUSR2');
    const stop = followDetailControl({ ...options, byFile: true, signal: 'SIGUSR2' });
    expect(process.listenerCount('SIGUSR2')).toBe(signals + 1);
    stop();
    expect(process.listenerCount('SIGUSR2')).toBe(signals);
    followDetailControl({ ...options, byFile: false, signal: '' })();
    expect(process.listenerCount('SIGUSR2')).toBe(signals);
  });
});

describe('the control file', () => {
  const put = (text: string) => {
    mkdirSync(dirname(detailFile(home)), { recursive: true });
    writeFileSync(detailFile(home), text);
  };

  test('is readable by its owner alone, and holds what is in force', () => {
    writeDetailRequests(home, [
      { level: 'full', untilTimeMs: 2_000 },
      { level: 'debug', operation: 'lookup', untilTimeMs: 1_000 },
    ]);
    expect(statSync(detailFile(home)).mode & 0o777).toBe(0o600);
    expect(readDetailRequests(home, 1_500)).toEqual([{ level: 'full', untilTimeMs: 2_000 }]);
  });

  test.each([
    ['damaged', '{"version":1,'],
    ['of another version', '{"version":2,"requests":[{"level":"full","untilTimeMs":9}]}'],
    ['without requests', '{"version":1}'],
    ['null', 'null'],
    ['of levels there are not', '{"version":1,"requests":[{"level":"all","untilTimeMs":9},null]}'],
    ['of names that are none', '{"version":1,"requests":[{"level":"full","operation":1,"untilTimeMs":9}]}'],
    ['without an end', '{"version":1,"requests":[{"level":"full"}]}'],
    ['for ever', '{"version":1,"requests":[{"level":"full","untilTimeMs":1e15}]}'],
    ['too large', ' '.repeat(300_000)],
  ])('that is %s holds nothing', (_, text) => {
    put(text);
    expect(readDetailRequests(home, 0)).toEqual([]);
  });

  test('is not followed where it is a link', () => {
    put('');
    const elsewhere = join(home, 'elsewhere.json');
    writeFileSync(elsewhere, '{"version":1,"requests":[{"level":"full","untilTimeMs":9}]}');
    writeDetailRequests(home, []);
    symlinkSync(elsewhere, detailFile(home));
    expect(readDetailRequests(home, 0)).toEqual([]);
  });
});
