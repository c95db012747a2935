import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from './redactor.ts';
import { UserRules } from './user-rules.ts';

test('a rule of the user masks its matches, before the built-in ones', () => {
  const redactor = createRedactor({ rules: [{ kind: 'employee-id', pattern: /\bE-\d{5}\b/ }] });
  expect(redactor.text('E-12345 wrote to a@example.org about E-54321')).toBe(
    '[REDACTED:employee-id] wrote to [REDACTED:email] about [REDACTED:employee-id]',
  );
  expect(redactor.counts).toEqual({ 'employee-id': 2, email: 1 });
});

test('a match of a rule that overlaps a built-in one wins', () => {
  const redactor = createRedactor({ rules: [{ kind: 'staff', pattern: /\S+@example\.org/i }] });
  expect(redactor.text('a@example.org, b@example.net')).toBe('[REDACTED:staff], [REDACTED:email]');
});

test('empty matches mask nothing', () => {
  expect(createRedactor({ rules: [{ kind: 'none', pattern: /x*/g }] }).text('abcdef')).toBe('abcdef');
});

describe('patterns whose cost has no bound are refused', () => {
  test.each([
    /(a+)+$/,
    /(?:\d*)*x/,
    /(a|aa)+$/,
    /((ab)*c)*/,
    /([a-z]+){2,}/,
    /\S+@\S+\.org/,
    /.*.*x/,
    /(?:a?){60}a{60}/,
    /(a|a|b)+c/,
    /\w+\d+-/,
  ])('%s', (pattern) => {
    expect(() => createRedactor({ rules: [{ kind: 'slow', pattern }] })).toThrow(/"slow" can take more than/);
  });

  test.each([/(a)\1/, /a(?=b)/, /(?<!a)b/])('%s', (pattern) => {
    expect(() => createRedactor({ rules: [{ kind: 'slow', pattern }] })).toThrow(/cannot be bounded/);
  });

  test.each([
    /(ab)+/,
    /a+b+/,
    /(?:a{1,3}){1,3}/,
    /[(+*)]+/,
    /\(a+\)+/,
    /\bE-\d{5}\b/,
    /[A-Z]+-\d+/,
    /(?:[A-Z]{2}|\d{2})-(?<rest>\w+)/,
    /cust_[a-z0-9]{8,}/i,
    /[^\s@]+@example\.org/,
    /(?:\d{4}[ -]?){4}/,
    /[\]a-]+\u00e9?\x41\p{L}/u,
    /^x*$/,
  ])('%s is accepted', (pattern) => {
    expect(() => createRedactor({ rules: [{ kind: 'fast', pattern }] })).not.toThrow();
  });
});

test('accepted patterns match what they matched before they were bounded', () => {
  const patterns = [/\bE-\d+\b/, /[A-Z]+-\d+/i, /a*b{2,}c+?/, /[+*]{2,}x/, /\++/, /id=(?:[a-f0-9]{4}-?)+/];
  const alphabet = fc.string({
    unit: fc.constantFrom('E', '-', '1', 'a', 'b', 'c', 'x', '+', '*', 'id=', ' '),
  });
  fc.assert(
    fc.property(alphabet, (text) => {
      for (const pattern of patterns) {
        const kind = 'own';
        const expected = Array.from(
          text.matchAll(new RegExp(pattern, `${pattern.flags}g`)),
          ({ 0: match }) => match,
        );
        const found = new UserRules([{ kind, pattern }]).matches(text);
        expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(
          expected.filter((match) => match !== ''),
        );
      }
    }),
    { seed: 1 },
  );
});

test('a match longer than the bound of its last repetition is masked to its end', () => {
  const redactor = createRedactor({ rules: [{ kind: 'part', pattern: /P-[a-z]+/ }] });
  expect(redactor.text(`P-${'a'.repeat(5000)}9 rest`)).toBe('[REDACTED:part]9 rest');
});

test('once a rule took more than 50 ms, texts of more than half that length are masked as a whole', () => {
  const clock = [0, 50, 100, 151];
  const rules = new UserRules([{ kind: 'slow', pattern: /a/ }], () => clock.shift() ?? 200);
  const text = 'a'.repeat(10);
  expect(rules.matches(text)).toHaveLength(10);
  expect(rules.slowKinds).toEqual([]);
  expect(rules.matches(text)).toHaveLength(10);
  expect(rules.slowKinds).toEqual(['slow']);
  expect(rules.matches(text)).toEqual([{ start: 0, end: 10, kind: 'too-slow' }]);
  expect(rules.matches('aaa')).toHaveLength(3);
});

test.each(['', 'Upper', 'with space', 'x]'])('the kind %j is refused', (kind) => {
  expect(() => createRedactor({ rules: [{ kind, pattern: /a/ }] })).toThrow(TypeError);
});
