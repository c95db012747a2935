import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { directoryBytes } from './spool-bytes.ts';

test('the size of a directory is that of its files', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sonde-bytes-'));
  writeFileSync(join(directory, 'a'), 'x'.repeat(1_000));
  writeFileSync(join(directory, 'b'), 'x'.repeat(24));
  mkdirSync(join(directory, 'below'));
  writeFileSync(join(directory, 'below', 'c'), 'x');
  expect(directoryBytes(directory)).toBe(1_024);
  rmSync(directory, { recursive: true });
  expect(directoryBytes(directory)).toBeUndefined();
});
