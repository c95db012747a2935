import { expect, test } from '@jest/globals';
import { inRange } from './version-range.ts';

test.each([
  ['4.0.0', true],
  ['7.57.0', true],
  ['8.99.9', true],
  ['8.0.0-beta.1', true],
  ['3.99.99', false],
  ['9.0.0', false],
  ['', false],
  ['next', false],
])('%s lies in >=4 <9: %s', (version, expected) => {
  expect(inRange(version, '>=4 <9')).toBe(expected);
});

test('minor and patch count', () => {
  expect(inRange('0.3.0', '>=0.3 <2')).toBe(true);
  expect(inRange('0.2.99', '>=0.3 <2')).toBe(false);
  expect(inRange('1.2.3', '<=1.2.3')).toBe(true);
  expect(inRange('1.2.3', '>1.2.3')).toBe(false);
});
