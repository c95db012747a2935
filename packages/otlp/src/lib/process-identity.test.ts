import { closeSync, mkdtempSync, openSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HEARTBEAT_MS, isProcessAlive, ownIdentity } from './process-identity.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'otlp-process-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a process lives', () => {
  test('while it is this one', () => {
    expect(isProcessAlive(ownIdentity())).toBe(true);
  });

  test('unless one of the same number started later, and holds none of its files', () => {
    const older = { pid: process.pid, startTimeMs: 1_000 };
    expect(isProcessAlive(older, '/nonexistent')).toBe(false);
    const file = openSync(join(directory, 'segment'), 'w');
    expect(isProcessAlive(older, directory)).toBe(true);
    closeSync(file);
    expect(isProcessAlive(older, directory)).toBe(false);
  });

  test('not, with a number that no process can have', () => {
    expect(isProcessAlive({ pid: 0, startTimeMs: 0 })).toBe(false);
    expect(isProcessAlive({ pid: Number.NaN, startTimeMs: 0 })).toBe(false);
  });

  test('in another container while it touches its files', () => {
    const elsewhere = { ...ownIdentity(), pidScope: 'other-host pid:[1]' };
    const file = join(directory, 'spool.json');
    writeFileSync(file, '{}');
    expect(isProcessAlive(elsewhere, directory)).toBe(true);
    const longAgo = (Date.now() - 5 * HEARTBEAT_MS) / 1_000;
    utimesSync(file, longAgo, longAgo);
    expect(isProcessAlive(elsewhere, directory)).toBe(false);
  });
});
