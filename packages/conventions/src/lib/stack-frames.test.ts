import { describe, expect, test } from '@jest/globals';
import { framesAt, onceByFrames } from './stack-frames.ts';

const frames = '\n    at find (/app/a.js:1:2)\n    at node:internal/x:3:4';
const countingLines = () => {
  const seen: string[] = [];
  return { seen, count: onceByFrames((stack) => seen.push(stack) && stack.split('\n').length) };
};

describe('what depends on the frames alone', () => {
  test('is computed once for errors of one place', () => {
    const { seen, count } = countingLines();
    expect([count(`Error: no 1${frames}`), count(`Error: no 2${frames}`)]).toEqual([3, 3]);
    expect(seen).toEqual([frames]);
  });

  test('is computed for each place', () => {
    const { seen, count } = countingLines();
    count(`Error: no${frames}`);
    expect(count(`Error: no${frames}\n    at main (/app/b.js:5:6)`)).toBe(4);
    expect(seen).toHaveLength(2);
  });

  test.each([
    ['no frame', 'Error: no'],
    ['a message of several lines', `Error: one\ntwo${frames}`],
    ['a message that looks like a frame', `    at home (x.js:1:1)${frames}`],
    ['a stack of Python', 'Traceback\n  File "a.py", line 1, in main'],
    ['a message as long as a book', `${'x'.repeat(20_000)}${frames}`],
  ])('is computed from the whole stack with %s', (_, stack) => {
    const { seen, count } = countingLines();
    count(stack);
    count(stack);
    expect(seen).toEqual([stack, stack]);
  });

  test('is forgotten before it grows for ever', () => {
    const { seen, count } = countingLines();
    for (let line = 0; line <= 100; line += 1) count(`Error${frames}\n    at x (/y.js:${line}:1)`);
    count(`Error${frames}\n    at x (/y.js:0:1)`);
    expect(seen).toHaveLength(102);
  });
});

test('frames begin with the line break before the first', () => {
  expect(framesAt(`Error: no${frames}`)).toBe(9);
  expect(framesAt('Error: no')).toBe(-1);
  expect(framesAt('')).toBe(-1);
});
