import { describe, expect, test } from '@jest/globals';
import { ticksTo, ticksWithin } from './scale.ts';

describe('axes', () => {
  test('have round steps up to at least the highest value', () => {
    expect(ticksTo(46)).toEqual([0, 20, 40, 60]);
    expect(ticksTo(1)).toEqual([0, 0.5, 1]);
    expect(ticksTo(0)).toEqual([0, 1]);
  });

  test('have round steps within a part', () => {
    expect(ticksWithin(1.2, 4.9, 4)).toEqual([2, 3, 4]);
    expect(ticksWithin(5, 5, 4)).toEqual([]);
  });
});
