import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ownIdentity } from '@sonde/otlp/segments';
import { claimHome } from './home-claim.ts';
import { runFilePath } from './run-file.ts';

let home: string;
let path: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'studio-home-'));
  path = runFilePath(home);
});

afterEach(() => rmSync(home, { recursive: true }));

function leave(content: object | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

describe('claimHome', () => {
  test('refuses a home that a living studio owns, and names its address', async () => {
    const claim = await claimHome(home);
    await claim.announce({ url: 'http://127.0.0.1:4320' });
    await expect(claimHome(home)).rejects.toMatchObject({
      code: 'STORE_IN_USE',
      message: expect.stringContaining('http://127.0.0.1:4320'),
    });
    await claim.release();
    await (await claimHome(home)).release();
  });

  test.each([
    ['a dead process', { pid: 2 ** 22 + 7, startTimeMs: 1, token: 'old' }],
    ['another process of the same number', { ...ownIdentity(), startTimeMs: 1_000, token: 'old' }],
  ])('replaces the claim of %s', async (_name, content) => {
    leave(content);
    const claim = await claimHome(home);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid, token: claim.token });
  });

  test('replaces a file that its owner never finished writing', async () => {
    leave('{"pid":');
    utimesSync(path, new Date(0), new Date(0));
    await expect(claimHome(home)).resolves.toMatchObject({ token: expect.any(String) });
  });

  test('gives the home to exactly one of many that start at once over a stale claim', async () => {
    leave({ pid: 2 ** 22 + 7, startTimeMs: 1, token: 'old' });
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => claimHome(home)));
    const winners = results.filter(({ status }) => status === 'fulfilled');
    expect(winners).toHaveLength(1);
    const [winner] = winners as PromiseFulfilledResult<{ token: string }>[];
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ token: winner?.value.token });
  });

  test('keeps the token to the user, and leaves the claim of a successor alone', async () => {
    const claim = await claimHome(home);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    await claim.announce({ url: 'http://127.0.0.1:1' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    leave({ ...ownIdentity(), token: 'successor' });
    await claim.release();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ token: 'successor' });
  });

  test('names the directory that cannot be written', async () => {
    writeFileSync(join(home, 'run'), 'a file');
    await expect(claimHome(home)).rejects.toMatchObject({ code: 'DIRECTORY_UNWRITABLE' });
  });
});
