import { describe, expect, test } from '@jest/globals';
import { judge, lowered } from './tolerance.ts';

const finding = (path: string, amount?: number): { path: string; message: string; amount?: number } => ({
  path,
  message: 'is wrong',
  ...(amount !== undefined && { amount }),
});

describe('tolerance', () => {
  test('reports what is not tolerated', () => {
    expect(judge([finding('a.ts')], {})).toEqual(['a.ts: is wrong']);
  });

  test('keeps silent about what was there before, until it grows', () => {
    expect(judge([finding('a.ts', 320)], { 'a.ts': 320 })).toEqual([]);
    expect(judge([finding('a.ts', 321)], { 'a.ts': 320 })).toEqual(['a.ts: is wrong']);
    expect(judge([finding('a.ts'), finding('a.ts')], { 'a.ts': 1 })).toHaveLength(2);
  });

  test('asks to lower what has become better', () => {
    expect(judge([], { 'a.ts': 320 })).toEqual(['a.ts: 320 is tolerated, 0 is there: npm run tidy:lower']);
  });

  test('lowers and removes, never raises or adds', () => {
    const findings = [finding('a.ts', 310), finding('b.ts', 500), finding('new.ts', 400)];
    expect(lowered(findings, { 'a.ts': 320, 'b.ts': 400, 'gone.ts': 3 })).toEqual({
      'a.ts': 310,
      'b.ts': 400,
    });
  });
});
