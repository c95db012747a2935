import { describe, expect, test } from '@jest/globals';
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

describe('patterns that can take exponential time are refused', () => {
  test.each([/(a+)+$/, /(?:\d*)*x/, /(a|aa)+$/, /((ab)*c)*/, /([a-z]+){2,}/])('%s', (pattern) => {
    expect(() => createRedactor({ rules: [{ kind: 'slow', pattern }] })).toThrow(/repeats a repetition/);
  });

  test.each([/(ab)+/, /a+b+/, /(?:a{1,3}){1,3}/, /[(+*)]+/, /\(a+\)+/])('%s is accepted', (pattern) => {
    expect(() => createRedactor({ rules: [{ kind: 'fast', pattern }] })).not.toThrow();
  });
});

test('a rule that takes more than 50 ms for one text is switched off and named', () => {
  const clock = [0, 50, 100, 151];
  const rules = new UserRules([{ kind: 'slow', pattern: /a/ }], () => clock.shift() ?? 200);
  expect(rules.matches('a')).toHaveLength(1);
  expect(rules.disabledKinds).toEqual([]);
  expect(rules.matches('a')).toHaveLength(1);
  expect(rules.disabledKinds).toEqual(['slow']);
  expect(rules.matches('a')).toEqual([]);
});

test.each(['', 'Upper', 'with space', 'x]'])('the kind %j is refused', (kind) => {
  expect(() => createRedactor({ rules: [{ kind, pattern: /a/ }] })).toThrow(TypeError);
});
