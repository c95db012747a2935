import { describe, expect, test } from '@jest/globals';
import { ByteWriter } from '../byte-writer.ts';
import { DecodeBudget } from './limits.ts';
import {
  readExponentialPoint,
  readHistogramPoint,
  readNumberPoint,
  readSummaryPoint,
} from './metric-points.ts';
import { WireReader } from './wire-reader.ts';

type Read = typeof readNumberPoint;

/** A point as another encoder may write it. */
function decoded(
  read: Read,
  write: (into: ByteWriter) => void,
  budget: DecodeBudget = new DecodeBudget(undefined),
) {
  const into = new ByteWriter();
  const mark = into.begin(1);
  write(into);
  into.end(mark);
  const reader = new WireReader(into.copy());
  reader.next();
  return read(reader, budget);
}

/** A field that no version defines yet. */
const unknown = (into: ByteWriter) => into.textField(200, 'later');
const nothing = { attributes: {}, startTimeUnixNano: 0n, timeUnixNano: 0n };

describe('a metric point', () => {
  test.each([
    ['number', readNumberPoint, nothing],
    ['histogram', readHistogramPoint, { ...nothing, count: 0, bucketCounts: [], explicitBounds: [] }],
    ['exponential', readExponentialPoint, { ...nothing, count: 0, scale: 0, zeroCount: 0 }],
    ['summary', readSummaryPoint, { ...nothing, count: 0, sum: 0 }],
  ] as const)('of kind %s passes over fields that a later version adds', (_, read, expected) => {
    expect(decoded(read, unknown)).toEqual(expected);
  });

  test('holds numbers that were not packed as well', () => {
    const point = decoded(readHistogramPoint, (into) => {
      for (const count of [1, 2]) into.fixed64Field(6, count);
      for (const bound of [0.5, 1.5]) into.doubleField(7, bound);
    });
    expect(point).toMatchObject({ bucketCounts: [1, 2], explicitBounds: [0.5, 1.5] });
  });

  test('holds both sides of an exponential histogram, packed or not', () => {
    const point = decoded(readExponentialPoint, (into) => {
      into.fixed64Field(4, 6);
      into.doubleField(5, 12.5);
      into.zigzagField(6, -3);
      into.fixed64Field(7, 1);
      const positive = into.begin(8);
      into.zigzagField(1, -2);
      into.varintField(2, 4);
      into.varintField(2, 5);
      unknown(into);
      into.end(positive);
      const negative = into.begin(9);
      into.bytesField(2, Uint8Array.of(6, 7));
      into.end(negative);
      into.doubleField(12, 0.25);
      into.doubleField(13, 8);
    });
    expect(point).toMatchObject({
      count: 6,
      sum: 12.5,
      scale: -3,
      zeroCount: 1,
      positive: { offset: -2, bucketCounts: [4, 5] },
      negative: { offset: 0, bucketCounts: [6, 7] },
      min: 0.25,
      max: 8,
    });
  });

  test('is refused when its buckets are more than the limit, packed or not', () => {
    const budget = () => new DecodeBudget({ bucketsMax: 2 });
    const unpacked = (into: ByteWriter) => [1, 2, 3].forEach((count) => into.fixed64Field(6, count));
    const packed = (into: ByteWriter) => into.bytesField(6, new Uint8Array(24));
    for (const write of [unpacked, packed])
      expect(() => decoded(readHistogramPoint, write, budget())).toThrow(
        expect.objectContaining({ code: 'OTLP_LIMIT_EXCEEDED' }),
      );
  });
});
