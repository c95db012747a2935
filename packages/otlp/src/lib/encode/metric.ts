/** Encodes metrics of the OpenTelemetry SDK into OTLP. */
import type { ByteWriter } from '../byte-writer.ts';
import {
  ExponentialField,
  HistogramField,
  MetricDataField,
  MetricField,
  NumberField,
} from '../wire-fields.ts';
import { writeBuckets, writeNumber, writePackedCounts, writePackedDoubles } from './metric-values.ts';
import { type HrTime, writeTime } from './time.ts';
import { defaultEncodeLimits, ValueEncoder } from './values.ts';

/** What is needed of a metric: the `MetricData` of the OpenTelemetry SDK 3.x has it. */
export interface EncodableMetric {
  readonly descriptor: {
    readonly name: string;
    readonly description: string;
    readonly unit: string;
    /** `ValueType` of the API: 0 integer, 1 double. */
    readonly valueType: number;
  };
  /** 0 delta, 1 cumulative. */
  readonly aggregationTemporality: number;
  /** `DataPointType` of the SDK: 0 histogram, 1 exponential histogram, 2 gauge, 3 sum. */
  readonly dataPointType: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly EncodablePoint[];
}

/** One point; `value` is a number, or a histogram as the SDK collects it. */
export interface EncodablePoint {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: object;
  readonly value: number | EncodableHistogram | EncodableExponentialHistogram;
}

/** A histogram with explicit bounds. */
export interface EncodableHistogram {
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
  readonly count: number;
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A histogram with base-2 exponential buckets. */
export interface EncodableExponentialHistogram {
  readonly count: number;
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly bucketCounts: readonly number[] };
  readonly negative: { readonly offset: number; readonly bucketCounts: readonly number[] };
}

const dataFields = [
  MetricField.histogram,
  MetricField.exponentialHistogram,
  MetricField.gauge,
  MetricField.sum,
] as const;
const VALUE_TYPE_INT = 0;

/** Writes the bytes of an OTLP Metric message with all its points. A data point type it does not know has none. */
export function encodeMetric(metric: EncodableMetric, into: ByteWriter): void {
  const { name, description, unit, valueType } = metric.descriptor;
  into.textField(MetricField.name, name);
  if (description) into.textField(MetricField.description, description);
  if (unit) into.textField(MetricField.unit, unit);
  const field = dataFields[metric.dataPointType];
  if (field === undefined) return;
  const mark = into.begin(field, 1024);
  for (const point of metric.dataPoints) writePoint(into, field, point, valueType === VALUE_TYPE_INT);
  if (field !== MetricField.gauge) {
    into.varintField(MetricDataField.temporality, metric.aggregationTemporality + 1);
  }
  if (field === MetricField.sum && metric.isMonotonic) into.varintField(MetricDataField.monotonic, 1);
  into.end(mark);
}

function writePoint(into: ByteWriter, field: number, point: EncodablePoint, isInt: boolean): void {
  const mark = into.begin(MetricDataField.points, 128);
  const { value } = point;
  if (typeof value === 'number') writeNumberPoint(into, point, value, isInt);
  else if (field === MetricField.histogram) writeHistogram(into, point, value as EncodableHistogram);
  else writeExponential(into, point, value as EncodableExponentialHistogram);
  into.end(mark);
}

function writeNumberPoint(into: ByteWriter, point: EncodablePoint, value: number, isInt: boolean): void {
  writeTime(into, NumberField.startTime, point.startTime);
  writeTime(into, NumberField.time, point.endTime);
  writeNumber(into, isInt && Number.isSafeInteger(value) ? BigInt(value) : value);
  writeAttributes(into, NumberField.attributes, point.attributes);
}

function writeHistogram(into: ByteWriter, point: EncodablePoint, value: EncodableHistogram): void {
  writeTime(into, HistogramField.startTime, point.startTime);
  writeTime(into, HistogramField.time, point.endTime);
  into.fixed64Field(HistogramField.count, value.count);
  if (value.sum !== undefined) into.doubleField(HistogramField.sum, value.sum);
  writePackedCounts(into, HistogramField.bucketCounts, value.buckets.counts);
  writePackedDoubles(into, HistogramField.explicitBounds, value.buckets.boundaries);
  writeAttributes(into, HistogramField.attributes, point.attributes);
  if (value.min !== undefined) into.doubleField(HistogramField.min, value.min);
  if (value.max !== undefined) into.doubleField(HistogramField.max, value.max);
}

function writeExponential(
  into: ByteWriter,
  point: EncodablePoint,
  value: EncodableExponentialHistogram,
): void {
  writeAttributes(into, ExponentialField.attributes, point.attributes);
  writeTime(into, ExponentialField.startTime, point.startTime);
  writeTime(into, ExponentialField.time, point.endTime);
  into.fixed64Field(ExponentialField.count, value.count);
  if (value.sum !== undefined) into.doubleField(ExponentialField.sum, value.sum);
  into.zigzagField(ExponentialField.scale, value.scale);
  into.fixed64Field(ExponentialField.zeroCount, value.zeroCount);
  writeBuckets(into, ExponentialField.positive, value.positive);
  writeBuckets(into, ExponentialField.negative, value.negative);
  if (value.min !== undefined) into.doubleField(ExponentialField.min, value.min);
  if (value.max !== undefined) into.doubleField(ExponentialField.max, value.max);
}

function writeAttributes(into: ByteWriter, field: number, attributes: object): void {
  new ValueEncoder(into, undefined, defaultEncodeLimits).attributes(field, attributes);
}
