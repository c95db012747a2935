import { describe, expect, test } from '@jest/globals';
import { codeLocation } from './code-location.ts';

const stackOf = (...lines: string[]) => ['Error: x', ...lines.map((line) => `    at ${line}`)].join('\n');

describe('the place in the application where a stack begins', () => {
  test.each([
    ['async Atlas.find (/app/src/atlas.ts:12:7)', 'Atlas.find', '/app/src/atlas.ts', 12, 7],
    ['new Library [as Base] (/app/lib.js:3:1)', 'Library', '/app/lib.js', 3, 1],
    ['file:///app/dist/main.mjs:40:15', '', '/app/dist/main.mjs', 40, 15],
    ['async file:///app/a%20b/main.mjs:1:2', '', '/app/a b/main.mjs', 1, 2],
    [
      'Object.<anonymous> (/app/with (odd) name.js:9:9)',
      'Object.<anonymous>',
      '/app/with (odd) name.js',
      9,
      9,
    ],
    ['read (C:\\app\\read.js:5:6)', 'read', 'C:\\app\\read.js', 5, 6],
    ['handler (webpack://shop/./src/handler.ts:5:6)', 'handler', 'webpack://shop/./src/handler.ts', 5, 6],
  ])('is read from %s', (line, functionName, filePath, lineNumber, column) => {
    expect(codeLocation(stackOf(line))).toEqual({ functionName, filePath, line: lineNumber, column });
  });

  test("is below Node's own frames and those of dependencies", () => {
    const stack = stackOf(
      'node:internal/process/task_queues:105:5',
      'JSON.parse (<anonymous>)',
      'parse (/app/node_modules/zod/index.js:1:1)',
      'Array.map (native)',
      'check (/app/check.js:2:3)',
    );
    expect(codeLocation(stack)).toMatchObject({ functionName: 'check', line: 2 });
  });

  test('is unknown where no frame names one', () => {
    expect(codeLocation('Error: at last (of all): 1:2')).toBeUndefined();
    expect(codeLocation('')).toBeUndefined();
  });

  test('is the place of a real error', () => {
    expect(codeLocation(String(new Error('here').stack))?.filePath).toContain('code-location.test.ts');
  });
});
