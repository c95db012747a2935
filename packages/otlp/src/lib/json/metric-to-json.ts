/** Turns decoded metrics into OTLP/JSON. */
import type { MetricPoint, MetricRecord } from '../records.ts';
import type { JsonObject } from './fields.ts';
import { attributesToJson, doubleToJson } from './values.ts';

/** @internal */
export function metricToJson(metric: MetricRecord): JsonObject {
  const head = { name: metric.name, description: metric.description, unit: metric.unit };
  const dataPoints = metric.points.map(pointToJson);
  const aggregationTemporality = metric.temporality;
  switch (metric.type) {
    case 'gauge':
      return { ...head, gauge: { dataPoints } };
    case 'sum':
      return { ...head, sum: { dataPoints, aggregationTemporality, isMonotonic: metric.monotonic } };
    case 'histogram':
      return { ...head, histogram: { dataPoints, aggregationTemporality } };
    case 'exponential_histogram':
      return { ...head, exponentialHistogram: { dataPoints, aggregationTemporality } };
    case 'summary':
      return { ...head, summary: { dataPoints } };
  }
}

function pointToJson(point: MetricPoint): JsonObject {
  return {
    attributes: attributesToJson(point.attributes),
    startTimeUnixNano: point.startTimeUnixNano.toString(),
    timeUnixNano: point.timeUnixNano.toString(),
    ...valueToJson(point.value),
    ...totalsToJson(point),
    ...(point.bucketCounts && { bucketCounts: countsToJson(point.bucketCounts) }),
    ...(point.explicitBounds && { explicitBounds: point.explicitBounds.map(doubleToJson) }),
    ...(point.scale !== undefined && { scale: point.scale }),
    ...(point.zeroCount !== undefined && { zeroCount: integerToJson(point.zeroCount) }),
    ...(point.positive && { positive: bucketsToJson(point.positive) }),
    ...(point.negative && { negative: bucketsToJson(point.negative) }),
  };
}

/** A number is a double, a bigint an integer, as in protobuf. */
function valueToJson(value: number | bigint | undefined): JsonObject {
  if (value === undefined) return {};
  return typeof value === 'bigint' ? { asInt: value.toString() } : { asDouble: doubleToJson(value) };
}

function totalsToJson(point: MetricPoint): JsonObject {
  return {
    ...(point.count !== undefined && { count: integerToJson(point.count) }),
    ...(point.sum !== undefined && { sum: doubleToJson(point.sum) }),
    ...(point.min !== undefined && { min: doubleToJson(point.min) }),
    ...(point.max !== undefined && { max: doubleToJson(point.max) }),
  };
}

function bucketsToJson(buckets: NonNullable<MetricPoint['positive']>): JsonObject {
  return { offset: buckets.offset, bucketCounts: countsToJson(buckets.bucketCounts) };
}

function countsToJson(counts: readonly number[]): string[] {
  return counts.map(integerToJson);
}

/** Through bigint: a count beyond 10^21 would print with an exponent. */
function integerToJson(value: number): string {
  return BigInt(Math.trunc(value)).toString();
}
