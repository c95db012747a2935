import { describe, expect, test } from '@jest/globals';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { SpanCopies } from './redacted-span.ts';

const SECRET = 'hunter2';
/** As a redactor: texts by what they hold, keys too. */
const filter = (text: string) => text.replaceAll(SECRET, '[R]').replace(/^4242424242$/, '[CARD]');
const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
const resource = resourceFromAttributes({ 'service.name': `app ${SECRET}` }, { schemaUrl: 'https://schema' });
const instrumentationScope = { name: 'test', attributes: { note: SECRET } };

const spanOf = (changes: object): ReadableSpan =>
  ({
    name: 'n',
    kind: 0,
    spanContext: () => spanContext,
    startTime: [1, 0],
    endTime: [2, 0],
    duration: [1, 0],
    ended: true,
    status: { code: 0 },
    attributes: {},
    events: [],
    links: [],
    resource,
    instrumentationScope,
    droppedAttributesCount: 1,
    droppedEventsCount: 2,
    droppedLinksCount: 3,
    ...changes,
  }) as ReadableSpan;

const attributesOf = (attributes: object, { isFiltered = true } = {}) =>
  new SpanCopies(isFiltered ? filter : undefined).of(spanOf({ attributes })).span.attributes;

describe('the copy of a span that leaves by a stock exporter', () => {
  test('holds no secret in name, status, events, links, resource or scope, and everything else as it was', () => {
    const { span } = new SpanCopies(filter).of(
      spanOf({
        name: `GET ${SECRET}`,
        parentSpanContext: spanContext,
        status: { code: 2, message: `failed: ${SECRET}` },
        events: [{ name: SECRET, time: [1, 5], attributes: { a: SECRET } }],
        links: [{ context: spanContext, attributes: { a: SECRET } }],
      }),
    );
    expect(JSON.stringify([span, span.resource.attributes])).not.toContain(SECRET);
    expect(span).toMatchObject({
      name: 'GET [R]',
      parentSpanContext: spanContext,
      status: { code: 2, message: 'failed: [R]' },
      events: [{ name: '[R]', time: [1, 5], attributes: { a: '[R]' } }],
      links: [{ context: spanContext, attributes: { a: '[R]' } }],
      instrumentationScope: { name: 'test', attributes: { note: '[R]' } },
      duration: [1, 0],
      ended: true,
      droppedAttributesCount: 1,
      droppedEventsCount: 2,
      droppedLinksCount: 3,
    });
    expect(span.spanContext()).toEqual(spanContext);
    expect(span.resource).toMatchObject({
      attributes: { 'service.name': 'app [R]' },
      schemaUrl: 'https://schema',
    });
    expect(new SpanCopies(filter).of(spanOf({})).span).not.toHaveProperty('parentSpanContext');
  });

  test('has one resource and one scope for all of its spans, as exporters tell them apart by identity', () => {
    const copies = new SpanCopies(filter);
    const [one, other] = [copies.of(spanOf({})).span, copies.of(spanOf({})).span];
    expect(one.resource).toBe(other.resource);
    expect(one.instrumentationScope).toBe(other.instrumentationScope);
  });

  test('holds no secret in what an attribute nests, keys that may be data included', () => {
    const nested = {
      list: [SECRET, { deep: SECRET }],
      [`${SECRET}@example.com`]: 1,
      short: true,
      none: null,
    };
    expect(attributesOf({ nested })).toEqual({
      nested: { list: ['[R]', { deep: '[R]' }], '[R]@example.com': 1, short: true, none: null },
    });
  });

  test('holds no number that is a secret, and leaves others numbers', () => {
    const numbers = {
      card: 4_242_424_242,
      count: 4_242_424_243,
      small: 12,
      ratio: 4_242_424_242.5,
      none: Number.NaN,
    };
    expect(attributesOf(numbers)).toEqual({ ...numbers, card: '[CARD]' });
    expect(attributesOf(numbers, { isFiltered: false })).toEqual(numbers);
  });

  test('is bounded in depth, and stands what cannot be read', () => {
    let deep: unknown = SECRET;
    for (let i = 0; i < 20; i += 1) deep = { deep };
    const hostile = {
      get gone(): string {
        throw new Error('mine');
      },
    };
    const attributes = attributesOf({ deep, hostile, bytes: Uint8Array.of(1, 2) });
    expect(JSON.stringify(attributes)).toContain('[nested too deep]');
    expect(attributes).toMatchObject({ hostile: '[unreadable]', bytes: Uint8Array.of(1, 2) });
  });

  test('tells about what it takes in memory, so that a queue of them is bounded', () => {
    const sizeOf = (attributes: object) => new SpanCopies(undefined).of(spanOf({ attributes })).sizeBytes;
    const empty = sizeOf({});
    expect(sizeOf({ key: 'x'.repeat(1_000) }) - empty).toBe(2 * 1_003);
    expect(sizeOf({ key: { name: 'x', 'a name that is long': 'y' } }) - empty).toBe(2 * (3 + 4 + 1 + 19 + 1));
    expect(sizeOf({ key: new Uint8Array(500) }) - empty).toBe(2 * 503);
  });
});
