import { expect, test } from '@jest/globals';
import { median, quantile } from './quantile.ts';

test('a quantile lies between the values around it', () => {
  expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
});

test('the median of two values is their middle', () => {
  expect(median([1, 3])).toBe(2);
});

test('there is no quantile of nothing', () => {
  expect(quantile([], 0.5)).toBeNaN();
});
