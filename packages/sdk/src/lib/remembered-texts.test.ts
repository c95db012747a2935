import { describe, expect, test } from '@jest/globals';
import { rememberTexts } from './remembered-texts.ts';

const prose = 'the harbour froze twice in 1903 '.repeat(20);
const frames = `\n    at find (/app/a.js:1:2)\n    at ${'main '.repeat(100)}(/app/b.js:3:4)`;

function remembering() {
  const calls: string[] = [];
  const filter = rememberTexts((text, key) => {
    calls.push(text);
    return key === 'password' ? '***' : text.replaceAll('secret', '***');
  });
  return { calls, filter };
}

describe('a long text', () => {
  test('is filtered once, however often it comes', () => {
    const { calls, filter } = remembering();
    expect(filter(`${prose}secret`, 'content')).toBe(`${prose}***`);
    expect(filter(`${prose}${'secret'}`, 'content')).toBe(`${prose}***`);
    expect(calls).toHaveLength(1);
  });

  test('is filtered again under another key', () => {
    const { filter } = remembering();
    expect(filter(prose, 'content')).toBe(prose);
    expect(filter(prose, 'password')).toBe('***');
    expect(filter(prose, 'content')).toBe(prose);
  });

  test('is forgotten when others need its place, the one used longest ago first', () => {
    const { calls, filter } = remembering();
    const texts = Array.from({ length: 80 }, (_, i) => `${i}`.padEnd(32_768, 'x'));
    for (const text of texts) {
      filter(text, '');
      filter(texts[0] ?? '', '');
    }
    expect(calls).toHaveLength(80);
    filter(texts[1] ?? '', '');
    expect(calls).toHaveLength(81);
  });
});

test('a short text is filtered each time', () => {
  const { calls, filter } = remembering();
  filter('short', '');
  filter('short', '');
  expect(calls).toHaveLength(2);
});

test('of a stack the frames are filtered once, and the message each time', () => {
  const { calls, filter } = remembering();
  const stackOf = (id: number) => `TypeError: secret ${id}${frames}`;
  expect(filter(stackOf(1), 'exception.stacktrace')).toBe(`TypeError: *** 1${frames}`);
  expect(filter(stackOf(2), 'exception.stacktrace')).toBe(`TypeError: *** 2${frames}`);
  expect(calls).toEqual(['TypeError: secret 1', frames, 'TypeError: secret 2']);
});
