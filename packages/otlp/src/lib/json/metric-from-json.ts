/** Decodes metrics of OTLP/JSON. */
import type { DecodeBudget } from '../decode/limits.ts';
import type { MetricPoint, MetricRecord } from '../records.ts';
import { temporalities } from './enums.ts';
import { doubleOf, integerOf, JsonFields } from './fields.ts';
import { attributesOf, safeInteger } from './values.ts';

type PointReader = (point: JsonFields, budget: DecodeBudget) => Partial<MetricPoint>;

const kinds: readonly (readonly [string, MetricRecord['type'], PointReader])[] = [
  ['gauge', 'gauge', numberPointOf],
  ['sum', 'sum', numberPointOf],
  ['histogram', 'histogram', histogramPointOf],
  ['exponentialHistogram', 'exponential_histogram', exponentialPointOf],
  ['summary', 'summary', summaryPointOf],
];

/** Reads one metric; one without data is a gauge without points. @internal */
export function metricOf(metric: JsonFields, budget: DecodeBudget): MetricRecord {
  const [field, type, readPoint] = kinds.find(([name]) => metric.has(name)) ?? kinds[0]!;
  const data = metric.object(field) ?? new JsonFields({}, field, budget);
  const points = data.objects('dataPoints');
  budget.checkCount('childrenMax', points.length);
  return {
    name: metric.text('name'),
    description: metric.text('description'),
    unit: metric.text('unit'),
    type,
    temporality:
      type === 'gauge' || type === 'summary' ? 0 : data.enumValue('aggregationTemporality', temporalities),
    monotonic: type === 'sum' && data.bool('isMonotonic'),
    points: points.map((point) => pointOf(point, budget, readPoint)),
  };
}

function pointOf(point: JsonFields, budget: DecodeBudget, readRest: PointReader): MetricPoint {
  budget.takeItem();
  return {
    attributes: attributesOf(point, budget),
    startTimeUnixNano: point.time('startTimeUnixNano'),
    timeUnixNano: point.time('timeUnixNano'),
    ...readRest(point, budget),
  };
}

function numberPointOf(point: JsonFields): Partial<MetricPoint> {
  if (point.has('asInt')) return { value: safeInteger(point.int64('asInt')) };
  return defined({ value: point.double('asDouble') });
}

function histogramPointOf(point: JsonFields, budget: DecodeBudget): Partial<MetricPoint> {
  return defined({
    count: point.count('count'),
    sum: point.double('sum'),
    min: point.double('min'),
    max: point.double('max'),
    bucketCounts: countsOf(point, budget),
    explicitBounds: point.list('explicitBounds').map((bound) => doubleOf(bound, 'explicitBounds')),
  });
}

function exponentialPointOf(point: JsonFields, budget: DecodeBudget): Partial<MetricPoint> {
  return defined({
    count: point.count('count'),
    sum: point.double('sum'),
    min: point.double('min'),
    max: point.double('max'),
    scale: point.int32('scale'),
    zeroCount: point.count('zeroCount'),
    positive: bucketsOf(point.object('positive'), budget),
    negative: bucketsOf(point.object('negative'), budget),
  });
}

function summaryPointOf(point: JsonFields): Partial<MetricPoint> {
  return { count: point.count('count'), sum: point.double('sum') ?? 0 };
}

function bucketsOf(buckets: JsonFields | undefined, budget: DecodeBudget): MetricPoint['positive'] {
  return buckets && { offset: buckets.int32('offset'), bucketCounts: countsOf(buckets, budget) };
}

function countsOf(owner: JsonFields, budget: DecodeBudget): number[] {
  const counts = owner.list('bucketCounts');
  budget.checkCount('bucketsMax', counts.length);
  return counts.map((count) => Number(BigInt.asUintN(64, integerOf(count, 'bucketCounts'))));
}

/** Leaves out what is undefined, so that a missing field is missing. */
function defined(
  point: { readonly [K in keyof MetricPoint]?: MetricPoint[K] | undefined },
): Partial<MetricPoint> {
  return Object.fromEntries(Object.entries(point).filter(([, value]) => value !== undefined));
}
