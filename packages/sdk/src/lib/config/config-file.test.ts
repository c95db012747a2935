import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readConfigFile } from './config-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sonde-config-'));
const file = join(folder, 'sonde.yaml');

afterEach(() => rmSync(file, { force: true }));

function read(text: string): unknown {
  writeFileSync(file, text);
  return readConfigFile(file);
}

describe('sonde.yaml', () => {
  test.each([[''], ['# nothing yet\n'], ['---\n']])('may be empty: %j', (text) => {
    expect(read(text)).toEqual([]);
  });

  test('names nested keys by dots', () => {
    expect(read('service: atlas\nbugcatcher:\n  cache:\n    max_size: 7\n')).toEqual([
      ['service', 'atlas'],
      ['bugcatcher.cache.max_size', 7],
    ]);
  });

  test.each([
    ['a key that is written twice', 'a: 1\na: 2\n', /duplicated/],
    ['several documents', 'a: 1\n---\nb: 2\n', /several documents/],
    ['no YAML', 'a: [1\n', /Cannot read the configuration file/],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
