import { describe, expect, test } from '@jest/globals';
import { DecodeBudget } from '../decode/limits.ts';
import { doubleOf, integerOf, JsonFields } from './fields.ts';

const fields = (object: unknown) => new JsonFields(object, 'span', new DecodeBudget(undefined));
const malformed = (message: string) =>
  expect.objectContaining({ code: 'OTLP_MALFORMED', message: expect.stringContaining(message) });

describe('a field of OTLP/JSON', () => {
  test('that is missing or null has its default', () => {
    for (const object of [{}, { a: null }]) {
      const read = fields(object);
      expect(read.has('a')).toBe(false);
      expect([read.text('a'), read.hexId('a', 16), read.bool('a'), read.int32('a'), read.count('a')]).toEqual(
        ['', '', false, 0, 0],
      );
      expect([read.double('a'), read.object('a'), read.list('a'), read.enumValue('a', { X: 1 })]).toEqual([
        undefined,
        undefined,
        [],
        0,
      ]);
    }
  });

  test('that is inherited is missing', () => {
    expect(fields({}).has('constructor')).toBe(false);
    expect(fields({ a: 'toString' }).raw('a')).toBe('toString');
    expect(() => fields({ a: 'toString' }).enumValue('a', {})).toThrow(malformed('span.a is "toString"'));
  });

  test.each<[string, (read: JsonFields) => unknown, unknown, string]>([
    ['text', (read) => read.text('a'), 1, 'span.a is "1", expected a string'],
    ['id', (read) => read.hexId('a', 16), 'xyz', 'span.a is "xyz", expected a hex id'],
    ['switch', (read) => read.bool('a'), 'true', 'span.a is "true", expected true or false'],
    ['whole number', (read) => read.int64('a'), 1.5, 'span.a is "1.5", expected a whole number'],
    ['long number', (read) => read.int64('a'), '9'.repeat(21), 'expected a whole number'],
    ['number', (read) => read.double('a'), '1,5', 'span.a is "1,5", expected a number'],
    ['list', (read) => read.list('a'), {}, 'span.a is "an object or array", expected an array'],
    ['object', (read) => read.object('a'), [], 'span.a is "an object or array", expected an object'],
    ['item', (read) => read.objects('a'), [{}, 'x'], 'span.a[1] is "x", expected an object'],
  ])('that should be a %s and is none is named, with what it holds', (_, read, a, message) => {
    expect(() => read(fields({ a }))).toThrow(malformed(message));
  });

  test('may hold numbers as text, and enums by name', () => {
    const read = fields({
      int: '-7',
      big: '18446744073709551615',
      double: '-Infinity',
      name: 'SERVER',
      id: 'ABCD',
    });
    expect(read.int32('int')).toBe(-7);
    expect(read.uint32('int')).toBe(4_294_967_289);
    expect(read.time('big')).toBe(2n ** 64n - 1n);
    expect(read.int64('big')).toBe(-1n);
    expect(read.double('double')).toBe(Number.NEGATIVE_INFINITY);
    expect(read.enumValue('name', { SERVER: 2 })).toBe(2);
    expect(read.enumValue('int', { SERVER: 2 })).toBe(-7);
    expect([read.hexId('id', 4), read.hexId('id', 16)]).toEqual(['abcd', '']);
  });
});

test.each([
  ['1.5e3', 1_500],
  ['-2', -2],
  ['NaN', Number.NaN],
  [0.1, 0.1],
])('a double may be written %p', (text, value) => {
  expect(doubleOf(text, 'a')).toBe(value);
});

test.each(['', ' 1', '0x10', '1e400e', null, {}])('no number is %p', (value) => {
  expect(() => doubleOf(value, 'a')).toThrow(malformed('a is '));
  expect(() => integerOf(value, 'a')).toThrow(malformed('expected a whole number'));
});
