/** Encodes decoded metrics again. */
import type { ByteWriter } from '../byte-writer.ts';
import type { MetricPoint, MetricRecord } from '../records.ts';
import {
  ExponentialField,
  HistogramField,
  MetricDataField,
  MetricField,
  NumberField,
  SummaryField,
} from '../wire-fields.ts';
import { writeBuckets, writeNumber, writePackedCounts, writePackedDoubles } from './metric-values.ts';
import { hrTimeOf, writeTime } from './time.ts';
import { defaultEncodeLimits, ValueEncoder } from './values.ts';

type PointWriter = (into: ByteWriter, point: MetricPoint) => void;

const dataOf: {
  readonly [T in MetricRecord['type']]: { readonly field: number; readonly writePoint: PointWriter };
} = {
  gauge: { field: MetricField.gauge, writePoint: writeNumberPoint },
  sum: { field: MetricField.sum, writePoint: writeNumberPoint },
  histogram: { field: MetricField.histogram, writePoint: writeHistogramPoint },
  exponential_histogram: { field: MetricField.exponentialHistogram, writePoint: writeExponentialPoint },
  summary: { field: MetricField.summary, writePoint: writeSummaryPoint },
};

/** Writes the bytes of an OTLP Metric message. @internal */
export function writeMetricRecord(metric: MetricRecord, into: ByteWriter): void {
  if (metric.name) into.textField(MetricField.name, metric.name);
  if (metric.description) into.textField(MetricField.description, metric.description);
  if (metric.unit) into.textField(MetricField.unit, metric.unit);
  const data = dataOf[metric.type];
  const mark = into.begin(data.field, 1024);
  for (const point of metric.points) {
    const pointMark = into.begin(MetricDataField.points, 128);
    data.writePoint(into, point);
    into.end(pointMark);
  }
  into.countField(MetricDataField.temporality, metric.temporality);
  if (metric.monotonic) into.varintField(MetricDataField.monotonic, 1);
  into.end(mark);
}

interface PointFields {
  readonly startTime: number;
  readonly time: number;
  readonly attributes: number;
}

function writeHead(into: ByteWriter, point: MetricPoint, fields: PointFields): void {
  writeTime(into, fields.startTime, hrTimeOf(point.startTimeUnixNano));
  writeTime(into, fields.time, hrTimeOf(point.timeUnixNano));
  new ValueEncoder(into, undefined, defaultEncodeLimits).attributes(fields.attributes, point.attributes);
}

function writeNumberPoint(into: ByteWriter, point: MetricPoint): void {
  writeHead(into, point, NumberField);
  if (point.value !== undefined) writeNumber(into, point.value);
}

function writeHistogramPoint(into: ByteWriter, point: MetricPoint): void {
  writeHead(into, point, HistogramField);
  writeTotals(into, point, HistogramField);
  if (point.bucketCounts) writePackedCounts(into, HistogramField.bucketCounts, point.bucketCounts);
  if (point.explicitBounds) writePackedDoubles(into, HistogramField.explicitBounds, point.explicitBounds);
}

function writeExponentialPoint(into: ByteWriter, point: MetricPoint): void {
  writeHead(into, point, ExponentialField);
  writeTotals(into, point, ExponentialField);
  if (point.scale !== undefined) into.zigzagField(ExponentialField.scale, point.scale);
  if (point.zeroCount !== undefined) into.fixed64Field(ExponentialField.zeroCount, point.zeroCount);
  if (point.positive) writeBuckets(into, ExponentialField.positive, point.positive);
  if (point.negative) writeBuckets(into, ExponentialField.negative, point.negative);
}

function writeSummaryPoint(into: ByteWriter, point: MetricPoint): void {
  writeHead(into, point, SummaryField);
  if (point.count !== undefined) into.fixed64Field(SummaryField.count, point.count);
  if (point.sum !== undefined) into.doubleField(SummaryField.sum, point.sum);
}

interface TotalFields {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

function writeTotals(into: ByteWriter, point: MetricPoint, fields: TotalFields): void {
  if (point.count !== undefined) into.fixed64Field(fields.count, point.count);
  if (point.sum !== undefined) into.doubleField(fields.sum, point.sum);
  if (point.min !== undefined) into.doubleField(fields.min, point.min);
  if (point.max !== undefined) into.doubleField(fields.max, point.max);
}
