import { describe, expect, test } from '@jest/globals';
import {
  ByteWriter,
  decodeRecord,
  type EncodableSpan,
  encodeLogRecord,
  encodeSpan,
  type TextFilter,
} from '@sonde/otlp';
import fc from 'fast-check';
import { spanType } from '../../../test/otlp-schema.ts';

function spanWith(attributes: object): EncodableSpan {
  const context = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: 1 };
  return {
    name: 'tool',
    kind: 0,
    spanContext: () => context,
    startTime: [1_700_000_000, 1],
    endTime: [1_700_000_000, 999_999_999],
    status: { code: 0 },
    attributes,
    events: [],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function encoded(attributes: object, filter?: TextFilter) {
  const into = new ByteWriter(16);
  encodeSpan(spanWith(attributes), into, filter);
  spanType.decode(into.view());
  return decodeRecord('traces', into.view());
}

describe('attribute values', () => {
  test('that have no OTLP form are left out and counted', () => {
    const throwing = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('getter');
      },
    });
    const hostileLength = new Proxy([], {
      get: (target, key) => {
        if (key === 'length') throw new Error('length');
        return Reflect.get(target, key) as unknown;
      },
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const attributes = {
      f: () => 1,
      s: Symbol('s'),
      throwing,
      hostileLength,
      proxy,
      kept: 1,
      missing: undefined,
    };
    const span = encoded(attributes);
    expect({ ...span.attributes }).toEqual({ kept: 1 });
    expect(span.droppedAttributesCount).toBe(5);
    expect(encoded(proxy).attributes).toEqual({});
    expect(encoded(throwing).droppedAttributesCount).toBe(1);
  });

  test('that are odd keep what they mean', () => {
    const cyclic: Record<string, unknown> = { name: 'loop' };
    cyclic['self'] = cyclic;
    const span = encoded({
      huge: 2n ** 70n,
      int: -(2n ** 63n),
      nan: Number.NaN,
      infinity: -Infinity,
      cyclic,
      date: new Date(0),
      error: new TypeError('bad'),
      map: new Map([['k', 1]]),
      set: new Set(['v']),
      vector: Float32Array.of(0.5, 1),
      holes: [1, undefined, () => 1, 'x'],
      surrogate: 'a\ud800b',
    });
    expect(
      JSON.parse(JSON.stringify(span.attributes, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v))),
    ).toEqual({
      huge: '1180591620717411303424',
      int: '-9223372036854775808n',
      nan: null,
      infinity: null,
      cyclic: { name: 'loop', self: '[circular]' },
      date: '1970-01-01T00:00:00.000Z',
      error: 'TypeError: bad',
      map: { k: 1 },
      set: ['v'],
      vector: [0.5, 1],
      holes: [1, null, null, 'x'],
      surrogate: 'a\ufffdb',
    });
    expect(span.attributes['nan']).toBeNaN();
    expect(span.droppedAttributesCount).toBe(0);
  });

  test('that are huge are cut with a mark, deep ones end, and the record stays within its bound', () => {
    const text = 'ä'.repeat(50_000_000);
    const span = encoded({ text, list: Array.from({ length: 3_000_000 }, () => 1), after: 1 });
    const kept = span.attributes['text'] as string;
    expect(Buffer.byteLength(kept)).toBeLessThan(1024 * 1024 + 64);
    expect(kept).toMatch(/^ä+…\[truncated at least \d{7,} bytes\]$/);
    expect(span.attributes['after']).toBe(1);

    let deep: unknown = 'end';
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(JSON.stringify(encoded({ deep }).attributes['deep'])).toBe(
      `${'['.repeat(32)}"[too deep]"${']'.repeat(32)}`,
    );

    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'x'.repeat(1_000_000)]));
    expect(encoded(many).droppedAttributesCount).toBe(11);
  });

  test('keep keys that mean something to JavaScript as plain keys', () => {
    const attributes = JSON.parse('{"__proto__":{"polluted":true},"constructor.prototype.x":1}') as object;
    const decoded = encoded(attributes).attributes;
    expect(Object.keys(decoded)).toEqual(['__proto__', 'constructor.prototype.x']);
    expect(Object.getPrototypeOf(decoded)).toBeNull();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('of any kind fast-check can think of never make the encoder throw', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
          withObjectString: true,
        }),
        (value) => {
          encoded({ value });
          const into = new ByteWriter();
          const times = { hrTime: [0, 0], hrTimeObserved: [0, 0] } as const;
          encodeLogRecord({ ...times, body: value, attributes: {}, droppedAttributesCount: 0 }, into);
          decodeRecord('logs', into.view());
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the filter', () => {
  test('sees every text value with its nearest key, and its answer is what is written', () => {
    const seen: string[] = [];
    const span = encoded({ a: 'one', list: ['two'], map: { password: 'three' }, n: 4 }, (text, key) => {
      seen.push(`${key}=${text}`);
      return text.toUpperCase();
    });
    expect(seen).toEqual(['a=one', 'list=two', 'password=three']);
    expect(JSON.stringify(span.attributes)).toBe(
      '{"a":"ONE","list":["TWO"],"map":{"password":"THREE"},"n":4}',
    );
  });

  test('sees long keys of maps and numbers of ten digits and more, which become texts when it changes them', () => {
    const mask = (text: string) => text.replace(/jane@example\.org|4111111111111111/, 'x');
    const span = encoded(
      { map: { 'jane@example.org': 1, short: 2 }, card: 4111111111111111, at: 1763731428123, n: 411 },
      mask,
    );
    expect(JSON.stringify(span.attributes)).toBe(
      '{"map":{"x":1,"short":2},"card":"x","at":1763731428123,"n":411}',
    );
  });

  test('that throws costs the attribute, never the text unfiltered', () => {
    const span = encoded({ a: 'secret', b: 1 }, () => {
      throw new Error('filter');
    });
    expect({ ...span.attributes }).toEqual({ b: 1 });
    expect(span.droppedAttributesCount).toBe(1);
  });
});
