import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { lineStartsOf } from './coverage/positions.ts';
import { rangesRun } from './coverage/run-ranges.ts';

const folder = mkdtempSync(join(tmpdir(), 'sonde-ranges-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what processes ran', () => {
  const path = join(folder, 'packages', 'one', 'src', 'file.ts');
  const range = (startOffset: number, endOffset: number, count: number) => ({
    startOffset,
    endOffset,
    count,
  });

  function write(name: string, ...functions: { ranges: ReturnType<typeof range>[] }[]): void {
    mkdirSync(join(folder, 'processes'), { recursive: true });
    const result = [{ url: pathToFileURL(path).href, functions }];
    writeFileSync(join(folder, 'processes', name), JSON.stringify({ result }));
  }

  test('is told by the innermost range, of any process; a torn file is left out', () => {
    write('first.json', { ranges: [range(0, 100, 1), range(10, 20, 0)] }, { ranges: [range(50, 60, 0)] });
    write('second.json', { ranges: [range(0, 100, 1), range(10, 15, 0)] }, { ranges: [range(50, 60, 0)] });
    writeFileSync(join(folder, 'processes', 'torn.json'), '{"result":[{"url"');
    const { isRunAt } = rangesRun(join(folder, 'processes'), path);
    expect([5, 12, 17, 55, 100].map(isRunAt)).toEqual([true, false, true, false, false]);
  });

  test('is nothing where no process wrote', () => {
    expect(rangesRun(join(folder, 'nowhere'), path).isRunAt(0)).toBe(false);
  });
});

test('places are offsets', () => {
  const { position, firstOfLine } = lineStartsOf('one\n  two\n');
  expect(position({ line: 2, column: 2 })).toBe(6);
  expect(firstOfLine(2)).toBe(6);
  expect(firstOfLine(9)).toBe(10);
});
