import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sessionKey } from './session-key.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'studio-key-'));
  mkdirSync(join(home, 'run'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the session key', () => {
  test('is the same at every start of a home, and for its owner alone', () => {
    const key = sessionKey(home);
    expect(sessionKey(home)).toBe(key);
    expect(statSync(join(home, 'run', 'session.key')).mode & 0o077).toBe(0);
  });

  test('differs between homes', () => {
    const key = sessionKey(home);
    rmSync(join(home, 'run', 'session.key'));
    expect(sessionKey(home)).not.toBe(key);
  });

  test('is made for the run where the file is damaged or cannot be written', () => {
    writeFileSync(join(home, 'run', 'session.key'), 'short');
    expect(sessionKey(home)).toMatch(/^[\w-]{32}$/);
    expect(sessionKey('/dev/null/home')).toMatch(/^[\w-]{32}$/);
  });
});
