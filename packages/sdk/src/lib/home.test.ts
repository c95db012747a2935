import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { homeDirectory } from './home.ts';

test('a relative home is that of the directory in which the process started', () => {
  expect(homeDirectory('state')).toBe(resolve('state'));
  expect(homeDirectory('', { SONDE_HOME: 'state' })).toBe(resolve('state'));
});
