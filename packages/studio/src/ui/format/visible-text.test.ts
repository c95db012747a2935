import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { visibleLine, visibleRuns, visibleText } from './visible-text.ts';

const acting = /[\p{Cc}\p{Cf}\u2028\u2029\ufff9-\ufffb]/u;
const kept = /[\n\t\u200c\u200d]/gu;

describe('visibleText', () => {
  test.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\u202eb\u2066', 'a\\u202eb\\u2066'],
    ['\u200bzero\ufeff', '\\u200bzero\\ufeff'],
    ['\u{e0041}tag', '\\u{e0041}tag'],
    ['\ud800alone', '\\ud800alone'],
    ['tab\tline\nstay', 'tab\tline\nstay'],
    ['👩‍💻 العربية 日本', '👩‍💻 العربية 日本'],
  ])('writes %j as %j', (text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });

  test('leaves no control and no bidi character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const visible = visibleText(text).replaceAll(kept, '');
        // Arabic and Syriac number signs are format characters (Cf) that show.
        expect(
          visible.replaceAll(
            /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}]/gu,
            '',
          ),
        ).not.toMatch(acting);
      }),
    );
  });
});

describe('visibleRuns', () => {
  test('join to the visible text and tell what stands for something else', () => {
    const runs = visibleRuns('a\u0007b');
    expect(runs.map((run) => run.text).join('')).toBe(visibleText('a\u0007b'));
    expect(runs.map((run) => run.escaped)).toEqual([false, true, false]);
  });
});

describe('visibleLine', () => {
  test('is one line, cut', () => {
    expect(visibleLine('a\n  b\tc', 5)).toBe('a b…');
  });
});
