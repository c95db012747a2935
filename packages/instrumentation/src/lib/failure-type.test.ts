import { expect, test } from '@jest/globals';
import { failureType } from './failure-type.ts';

test.each([
  ['the code of the provider', { status: 429, code: 'rate_limit_exceeded' }, 'rate_limit_exceeded'],
  ['the status, where the provider gives no code', { status: 503, code: null }, '503'],
  ['the status, where the code is free text', { status: 400, code: 'sk-abc is not a key!' }, '400'],
])('a failed request is named by %s', (_, properties, expected) => {
  expect(failureType(Object.assign(new Error('failed'), properties))).toBe(expected);
});

test('a network failure is named by the code of the system, however deep', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const fetchFailed = new TypeError('fetch failed', { cause: refused });
  expect(failureType(new Error('Connection error.', { cause: fetchFailed }))).toBe('ECONNREFUSED');
});

test('anything else is named by its class', () => {
  expect(failureType(new RangeError('x'))).toBe('RangeError');
  expect(failureType('text')).toBe('thrown string');
  const cyclic = new TypeError('x');
  cyclic.cause = cyclic;
  expect(failureType(cyclic)).toBe('TypeError');
});
