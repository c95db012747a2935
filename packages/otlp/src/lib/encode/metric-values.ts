/** Writes the numbers of metric points. */
import { type ByteWriter, WireType } from '../byte-writer.ts';
import { BucketsField, NumberField } from '../wire-fields.ts';

/** Writes a number point's value: a bigint as integer, a number as double. */
export function writeNumber(into: ByteWriter, value: number | bigint): void {
  if (typeof value === 'number') return into.doubleField(NumberField.double, value);
  into.tag(NumberField.int, WireType.fixed64);
  into.fixed64OfBigInt(value);
}

/** Writes counts as packed fixed64. */
export function writePackedCounts(into: ByteWriter, field: number, counts: readonly number[]): void {
  into.tag(field, WireType.bytes);
  into.varint(counts.length * 8);
  for (const count of counts) into.fixed64(count % 4294967296, Math.floor(count / 4294967296));
}

/** Writes packed doubles. */
export function writePackedDoubles(into: ByteWriter, field: number, values: readonly number[]): void {
  into.tag(field, WireType.bytes);
  into.varint(values.length * 8);
  for (const value of values) into.double(value);
}

/** Writes one range of buckets of an exponential histogram. */
export function writeBuckets(
  into: ByteWriter,
  field: number,
  buckets: { readonly offset: number; readonly bucketCounts: readonly number[] },
): void {
  const mark = into.begin(field);
  into.zigzagField(BucketsField.offset, buckets.offset);
  const counts = into.begin(BucketsField.counts);
  for (const count of buckets.bucketCounts) into.varint(count);
  into.end(counts);
  into.end(mark);
}
