/** The reference codec: protobufjs with the OTLP definitions, and random records to compare on. */
import { join } from 'node:path';
import type { AnyValue, AnyValueMap, Decoded, MetricRecord, Resource, Scope, SpanRecord } from '@sonde/otlp';
import fc from 'fast-check';
import protobuf from 'protobufjs';

const root = protobuf.loadSync(join(process.cwd(), 'packages/otlp/test/opentelemetry.proto'));

export const requestTypes = {
  traces: root.lookupType('otlp.TracesRequest'),
  logs: root.lookupType('otlp.LogsRequest'),
  metrics: root.lookupType('otlp.MetricsRequest'),
};
export const spanType = root.lookupType('otlp.Span');
export const responseType = root.lookupType('otlp.ExportResponse');

/** Any text, lone surrogates excluded: they cannot come back. */
const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'a.__proto__.b', 'toString'));
const id = (bytes: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((raw) => Buffer.from(raw).toString('hex'))
    .filter((hex) => /[^0]/.test(hex));
const time = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const int64 = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
/** Negative zero is the one double that has no place among numbers that may be integers. */
const double = fc
  .double()
  .filter((value) => !Object.is(value, -0) && (!Number.isInteger(value) || Number.isSafeInteger(value)));

const values = fc.letrec<{ value: AnyValue; map: AnyValueMap }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.boolean(),
    int64,
    double,
    fc.constant(null),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('map'),
  ),
  map: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: false }).map(nullPrototype),
}));

function nullPrototype(map: object): AnyValueMap {
  const copy = Object.create(null) as Record<string, AnyValue>;
  for (const name of Object.keys(map)) copy[name] = (map as Record<string, AnyValue>)[name] as AnyValue;
  return copy;
}

export const anyValue: fc.Arbitrary<AnyValue> = values.value;
const attributes = values.map;
const resource: fc.Arbitrary<Resource> = fc.record({ attributes, schemaUrl: text });
const scope: fc.Arbitrary<Scope> = fc.record({ name: text, version: text, attributes, schemaUrl: text });

const span: fc.Arbitrary<SpanRecord> = fc.record({
  traceId: id(16),
  spanId: id(8),
  parentSpanId: fc.oneof(id(8), fc.constant('')),
  traceState: text,
  flags: uint32,
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  droppedAttributesCount: uint32,
  events: fc.array(fc.record({ timeUnixNano: time, name: text, attributes }), { maxLength: 3 }),
  links: fc.array(fc.record({ traceId: id(16), spanId: id(8), attributes }), { maxLength: 3 }),
  statusCode: fc.integer({ min: 0, max: 2 }),
  statusMessage: text,
});

const log = fc.record({
  timeUnixNano: time,
  observedTimeUnixNano: time,
  severityNumber: fc.integer({ min: 0, max: 24 }),
  severityText: text,
  eventName: text,
  body: anyValue,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
  traceId: fc.oneof(id(16), fc.constant('')),
  spanId: fc.oneof(id(8), fc.constant('')),
});

const head = { attributes, startTimeUnixNano: time, timeUnixNano: time };
const count = fc.maxSafeNat();
const counts = fc.array(count, { maxLength: 5 });
const total = { sum: double, min: double, max: double };
const buckets = fc.record({
  offset: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  bucketCounts: counts,
});
const big = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n });
const numberPoint = fc.record({ ...head, value: fc.oneof(double, big) });
const histogramPoint = fc.record(
  { ...head, count, ...total, bucketCounts: counts, explicitBounds: fc.array(double, { maxLength: 4 }) },
  {
    requiredKeys: [
      'attributes',
      'startTimeUnixNano',
      'timeUnixNano',
      'count',
      'bucketCounts',
      'explicitBounds',
    ],
  },
);
const exponentialPoint = fc.record(
  {
    ...head,
    count,
    ...total,
    scale: fc.integer({ min: -10, max: 20 }),
    zeroCount: count,
    positive: buckets,
    negative: buckets,
  },
  { requiredKeys: ['attributes', 'startTimeUnixNano', 'timeUnixNano', 'count', 'scale', 'zeroCount'] },
);
const summaryPoint = fc.record({ ...head, count, sum: double });
const label = { name: text, description: text, unit: text };
const list = <T>(point: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(point, { maxLength: 3 });
const temporality = fc.integer({ min: 0, max: 2 });
const none = { temporality: fc.constant(0), monotonic: fc.constant(false) };
const metric: fc.Arbitrary<MetricRecord> = fc.oneof(
  fc.record({ ...label, type: fc.constant('gauge' as const), ...none, points: list(numberPoint) }),
  fc.record({
    ...label,
    type: fc.constant('sum' as const),
    temporality,
    monotonic: fc.boolean(),
    points: list(numberPoint),
  }),
  fc.record({
    ...label,
    type: fc.constant('histogram' as const),
    ...none,
    temporality,
    points: list(histogramPoint),
  }),
  fc.record({
    ...label,
    type: fc.constant('exponential_histogram' as const),
    ...none,
    temporality,
    points: list(exponentialPoint),
  }),
  fc.record({ ...label, type: fc.constant('summary' as const), ...none, points: list(summaryPoint) }),
) as fc.Arbitrary<MetricRecord>;

export const decodedSpans: fc.Arbitrary<Decoded<'traces'>[]> = fc.array(
  fc.record({ resource, scope, record: span }),
  { maxLength: 4 },
);
export const decodedLogs: fc.Arbitrary<Decoded<'logs'>[]> = fc.array(
  fc.record({ resource, scope, record: log }),
  { maxLength: 4 },
);
export const decodedMetrics: fc.Arbitrary<Decoded<'metrics'>[]> = fc.array(
  fc.record({ resource, scope, record: metric }),
  { maxLength: 4 },
);
