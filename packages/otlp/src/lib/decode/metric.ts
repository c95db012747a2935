/** Decodes OTLP metrics. */
import type { MetricPoint, MetricRecord } from '../records.ts';
import { MetricDataField, MetricField } from '../wire-fields.ts';
import type { DecodeBudget } from './limits.ts';
import {
  readExponentialPoint,
  readHistogramPoint,
  readNumberPoint,
  readSummaryPoint,
} from './metric-points.ts';
import { readText } from './values.ts';
import type { WireReader } from './wire-reader.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type PointReader = (reader: WireReader, budget: DecodeBudget) => MetricPoint;

const dataOf = new Map<number, { readonly type: MetricRecord['type']; readonly readPoint: PointReader }>([
  [MetricField.gauge, { type: 'gauge', readPoint: readNumberPoint }],
  [MetricField.sum, { type: 'sum', readPoint: readNumberPoint }],
  [MetricField.histogram, { type: 'histogram', readPoint: readHistogramPoint }],
  [MetricField.exponentialHistogram, { type: 'exponential_histogram', readPoint: readExponentialPoint }],
  [MetricField.summary, { type: 'summary', readPoint: readSummaryPoint }],
]);

/** Reads a Metric message up to the reader's end; one without data is a gauge without points. @internal */
export function readMetric(reader: WireReader, budget: DecodeBudget): MetricRecord {
  const metric: Mutable<MetricRecord> = {
    name: '',
    description: '',
    unit: '',
    type: 'gauge',
    temporality: 0,
    monotonic: false,
    points: [],
  };
  while (reader.next()) {
    const data = dataOf.get(reader.field);
    if (data !== undefined) readData(reader, budget, metric, data.type, data.readPoint);
    else if (reader.field === MetricField.name) metric.name = readText(reader, budget);
    else if (reader.field === MetricField.description) metric.description = readText(reader, budget);
    else if (reader.field === MetricField.unit) metric.unit = readText(reader, budget);
    else reader.skip();
  }
  return metric;
}

function readData(
  reader: WireReader,
  budget: DecodeBudget,
  metric: Mutable<MetricRecord>,
  type: MetricRecord['type'],
  readPoint: PointReader,
): void {
  const points: MetricPoint[] = [];
  metric.type = type;
  metric.points = points;
  const outerEnd = reader.enter();
  while (reader.next()) {
    if (reader.field === MetricDataField.points) {
      budget.takeItem();
      budget.checkCount('childrenMax', points.push(readPoint(reader, budget)));
    } else if (reader.field === MetricDataField.temporality && hasTemporality(type)) {
      metric.temporality = reader.int32();
    } else if (reader.field === MetricDataField.monotonic && type === 'sum') {
      metric.monotonic = reader.bool();
    } else {
      reader.skip();
    }
  }
  reader.leave(outerEnd);
}

function hasTemporality(type: MetricRecord['type']): boolean {
  return type !== 'gauge' && type !== 'summary';
}
