import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refuseForeignLink } from './make-directory.ts';
import { appendToOwnFile, createOwnFile, writeOwnFile } from './own-file.ts';

let directory: string;
let victim: string;
let link: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sonde-own-file-'));
  victim = join(directory, 'victim');
  link = join(directory, 'link');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, link);
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('a link in the place of a file', () => {
  test('is replaced, and its target stays', () => {
    writeOwnFile(link, 'own');
    expect(readFileSync(link, 'utf8')).toBe('own');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(statSync(link).mode & 0o777).toBe(0o600);
  });

  test('is replaced by a file that is open', () => {
    writeFileSync(createOwnFile(link), 'own');
    expect(readFileSync(link, 'utf8')).toBe('own');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  test('is not appended to', () => {
    expect(() => appendToOwnFile(link, 'own')).toThrow('ELOOP');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });
});

test('what is there already is appended to, or replaced whole', () => {
  appendToOwnFile(victim, ' things');
  expect(readFileSync(victim, 'utf8')).toBe('precious things');
  writeOwnFile(victim, 'new');
  expect(readFileSync(victim, 'utf8')).toBe('new');
});

test("a link of one's own, and nothing at all, may stand for a directory", () => {
  expect(() => refuseForeignLink(link)).not.toThrow();
  expect(() => refuseForeignLink(join(directory, 'missing'))).not.toThrow();
});
