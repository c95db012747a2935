import { describe, expect, test } from '@jest/globals';
import { exceptionFingerprint, maskMessage } from './fingerprint.ts';

const stack = (root: string, line: number) =>
  [
    'TypeError: Cannot read properties of undefined',
    `    at parse (${root}/src/parse.ts:${line}:7)`,
    `    at async Tool.run [as call] (file://${root}/src/tool.ts:${line + 1}:3)`,
    `    at ${root}/src/main.ts:${line + 2}:3`,
    '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  ].join('\n');

describe('exceptionFingerprint', () => {
  test('is the same on another machine and after lines moved', () => {
    const one = exceptionFingerprint({ type: 'TypeError', message: 'a', stacktrace: stack('/app', 10) });
    const two = exceptionFingerprint({
      type: 'TypeError',
      message: 'b',
      stacktrace: stack('/home/me/x', 99),
    });
    expect(one).toMatch(/^v1:[0-9a-f]{16}$/);
    expect(two).toBe(one);
  });

  test('differs by type, by function and by type of the cause', () => {
    const base = { type: 'TypeError', message: 'a', stacktrace: stack('/app', 10) };
    const variants = [
      base,
      { ...base, type: 'RangeError' },
      { ...base, stacktrace: stack('/app', 10).replace('parse (', 'format (') },
      { ...base, causes: [{ type: 'ECONNRESET' }] },
    ];
    expect(new Set(variants.map(exceptionFingerprint)).size).toBe(4);
  });

  test('ignores frames of dependencies while the application has any', () => {
    const own = '    at run (/app/src/run.ts:1:1)';
    const foreign = '    at request (/app/node_modules/http-lib/index.js:5:5)';
    const error = { type: 'E', message: '' };
    expect(exceptionFingerprint({ ...error, stacktrace: `E\n${foreign}\n${own}` })).toBe(
      exceptionFingerprint({ ...error, stacktrace: `E\n${own}` }),
    );
    expect(exceptionFingerprint({ ...error, stacktrace: `E\n${foreign}` })).not.toBe(
      exceptionFingerprint({ ...error, stacktrace: 'E' }),
    );
  });

  test('reads Python stacks, innermost frame first', () => {
    const trace = (line: number) =>
      `Traceback (most recent call last):\n  File "/srv/app/main.py", line ${line}, in main\n    run()\n  File "/srv/app/tool.py", line 3, in run\nValueError: x`;
    const one = exceptionFingerprint({ type: 'ValueError', message: 'x', stacktrace: trace(1) });
    expect(exceptionFingerprint({ type: 'ValueError', message: 'y', stacktrace: trace(8) })).toBe(one);
  });

  test('uses the masked message when there is no stack', () => {
    const of = (message: string) => exceptionFingerprint({ type: 'Error', message });
    expect(of('timeout after 300 ms for user 17')).toBe(of('timeout after 5000 ms for user 4'));
    expect(of('timeout')).not.toBe(of('refused'));
  });

  test('stays linear on hostile stacks', () => {
    const stacktrace = `at ${'('.repeat(100_000)}\n`.repeat(20) + ' '.repeat(100_000);
    expect(exceptionFingerprint({ type: 'E', message: '/'.repeat(100_000), stacktrace })).toMatch(/^v1:/);
  });
});

describe('maskMessage', () => {
  test.each([
    ['GET https://a.example/x?y=1 failed with 503', 'GET <url> failed with <n>'],
    ["no such file '/tmp/a/b.txt', open", 'no such file <text>, open'],
    ['ENOENT: /var/lib/app/17.json', 'ENOENT: <path>'],
    ['id 123e4567-e89b-12d3-a456-426614174000 of deadbeef01', 'id <uuid> of <hex>'],
    ['unexpected token "x" at 12', 'unexpected token <text> at <n>'],
  ])('%s', (message, masked) => {
    expect(maskMessage(message)).toBe(masked);
  });
});
