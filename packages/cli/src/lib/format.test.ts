import { describe, expect, test } from '@jest/globals';
import { formatCost } from './format.ts';

describe('a cost', () => {
  test.each([
    ['–', 0, 0, 0],
    ['$0', 0, 0, 10],
    ['<$0.0001', 0.00001, 0, 10],
    ['$0.0042', 0.0042, 0, 10],
    ['$1.50', 1.5, 0, 10],
    ['unknown', 0, 1, 10],
    ['≥$0.0042', 0.0042, 2, 10],
  ])('reads %s', (text, costUsd, unpricedCalls, inputTokens) => {
    expect(formatCost({ costUsd, unpricedCalls, inputTokens, outputTokens: 0 })).toBe(text);
  });
});
