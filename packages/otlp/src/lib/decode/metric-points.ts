/** Decodes the points of OTLP metrics. */
import { WireType } from '../byte-writer.ts';
import type { MetricPoint } from '../records.ts';
import { BucketsField, ExponentialField, HistogramField, NumberField, SummaryField } from '../wire-fields.ts';
import type { DecodeBudget } from './limits.ts';
import { AttributeList } from './values.ts';
import type { WireReader } from './wire-reader.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Point = Mutable<MetricPoint>;
type PointFields = {
  readonly startTime: number;
  readonly time: number;
  readonly attributes: number;
};

/**
 * Steps through a point, which begins with the defaults of fields that are not written when they are 0: times and
 * attributes here, the rest in `readOther`, which says whether it knew the field.
 */
function readPoint(
  reader: WireReader,
  budget: DecodeBudget,
  fields: PointFields,
  defaults: Partial<MetricPoint>,
  readOther: (point: Point, field: number) => boolean,
): MetricPoint {
  const attributes = new AttributeList();
  const point: Point = { attributes: attributes.map, startTimeUnixNano: 0n, timeUnixNano: 0n, ...defaults };
  const outerEnd = reader.enter();
  while (reader.next()) {
    if (reader.field === fields.time) point.timeUnixNano = reader.fixed64();
    else if (reader.field === fields.startTime) point.startTimeUnixNano = reader.fixed64();
    else if (reader.field === fields.attributes) attributes.read(reader, budget);
    else if (!readOther(point, reader.field)) reader.skip();
  }
  reader.leave(outerEnd);
  return point;
}

/** @internal */
export function readNumberPoint(reader: WireReader, budget: DecodeBudget): MetricPoint {
  return readPoint(reader, budget, NumberField, {}, (point, field) => {
    if (field === NumberField.double) point.value = reader.double();
    else if (field === NumberField.int) point.value = reader.sfixed64();
    else return false;
    return true;
  });
}

/** @internal */
export function readHistogramPoint(reader: WireReader, budget: DecodeBudget): MetricPoint {
  return readPoint(
    reader,
    budget,
    HistogramField,
    { count: 0, bucketCounts: [], explicitBounds: [] },
    (point, field) => {
      if (field === HistogramField.count) point.count = reader.fixed64Number();
      else if (field === HistogramField.sum) point.sum = reader.double();
      else if (field === HistogramField.min) point.min = reader.double();
      else if (field === HistogramField.max) point.max = reader.double();
      else if (field === HistogramField.bucketCounts) {
        point.bucketCounts = readNumbers(reader, budget, point.bucketCounts, WireType.fixed64, () =>
          reader.fixed64Number(),
        );
      } else if (field === HistogramField.explicitBounds) {
        point.explicitBounds = readNumbers(reader, budget, point.explicitBounds, WireType.fixed64, () =>
          reader.double(),
        );
      } else return false;
      return true;
    },
  );
}

/** @internal */
export function readExponentialPoint(reader: WireReader, budget: DecodeBudget): MetricPoint {
  return readPoint(reader, budget, ExponentialField, { count: 0, scale: 0, zeroCount: 0 }, (point, field) => {
    if (field === ExponentialField.count) point.count = reader.fixed64Number();
    else if (field === ExponentialField.sum) point.sum = reader.double();
    else if (field === ExponentialField.min) point.min = reader.double();
    else if (field === ExponentialField.max) point.max = reader.double();
    else if (field === ExponentialField.scale) point.scale = reader.zigzag32();
    else if (field === ExponentialField.zeroCount) point.zeroCount = reader.fixed64Number();
    else if (field === ExponentialField.positive) point.positive = readBuckets(reader, budget);
    else if (field === ExponentialField.negative) point.negative = readBuckets(reader, budget);
    else return false;
    return true;
  });
}

/** Quantiles have no place in a {@link MetricPoint} and are passed over. @internal */
export function readSummaryPoint(reader: WireReader, budget: DecodeBudget): MetricPoint {
  return readPoint(reader, budget, SummaryField, { count: 0, sum: 0 }, (point, field) => {
    if (field === SummaryField.count) point.count = reader.fixed64Number();
    else if (field === SummaryField.sum) point.sum = reader.double();
    else return false;
    return true;
  });
}

function readBuckets(
  reader: WireReader,
  budget: DecodeBudget,
): { readonly offset: number; readonly bucketCounts: readonly number[] } {
  let offset = 0;
  let bucketCounts: readonly number[] = [];
  const outerEnd = reader.enter();
  while (reader.next()) {
    if (reader.field === BucketsField.offset) offset = reader.zigzag32();
    else if (reader.field === BucketsField.counts) {
      bucketCounts = readNumbers(reader, budget, bucketCounts, WireType.varint, () => reader.varint());
    } else reader.skip();
  }
  reader.leave(outerEnd);
  return { offset, bucketCounts };
}

/** Appends a repeated number, packed or not; parsers must accept both (protobuf encoding, packed fields). */
function readNumbers(
  reader: WireReader,
  budget: DecodeBudget,
  before: readonly number[] | undefined,
  wireType: number,
  readOne: () => number,
): readonly number[] {
  const numbers = before === undefined ? [] : [...before];
  if (reader.wireType !== WireType.bytes) {
    budget.checkCount('bucketsMax', numbers.push(readOne()));
    return numbers;
  }
  const outerEnd = reader.enter();
  reader.wireType = wireType;
  while (reader.at < reader.end) budget.checkCount('bucketsMax', numbers.push(readOne()));
  reader.leave(outerEnd);
  return numbers;
}
