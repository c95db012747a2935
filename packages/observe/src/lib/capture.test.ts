import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { capture } from './capture.ts';

describe('capture', () => {
  test('copies plain values as they are', () => {
    const value = { a: [1, 'two', true, null], b: { c: -0.5 } };
    expect(capture(value)).toEqual(value);
    expect(capture(value)).not.toBe(value);
  });

  test('names what has no plain form', () => {
    class Money {
      readonly cents = 5;
    }
    const made = capture({
      big: 12n,
      nan: Number.NaN,
      fn: function go() {},
      symbol: Symbol('s'),
      date: new Date(0),
      vector: new Float32Array(3),
      map: new Map([['k', 1]]),
      set: new Set([2]),
      money: new Money(),
      error: new TypeError('bad'),
      json: { toJSON: () => 'J' },
    });
    expect(made).toEqual({
      big: '12n',
      nan: 'NaN',
      fn: '[function go]',
      symbol: 'Symbol(s)',
      date: '1970-01-01T00:00:00.000Z',
      vector: '[Float32Array 12 bytes]',
      map: [['k', 1]],
      set: [2],
      money: { cents: 5 },
      error: { type: 'TypeError', message: 'bad' },
      json: { toJSON: '[function toJSON]' },
    });
  });

  test('ends cycles and depth', () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(capture(cyclic)).toEqual({ self: '[circular]' });
    const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => ({ inner }), 'end');
    expect(JSON.stringify(capture(deep))).toContain('[nested too deep]');
  });

  test('shows the same object twice where it is no cycle', () => {
    const shared = { a: 1 };
    expect(capture([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  test('survives getters and proxies that throw', () => {
    const hostile = {
      get bad() {
        throw new Error('no');
      },
      ok: 1,
    };
    expect(capture(hostile)).toEqual({ bad: '[getter threw]', ok: 1 });
    const proxy = new Proxy([], {
      get() {
        throw new Error('no');
      },
    });
    expect(capture({ proxy, ok: 1 })).toEqual({ proxy: '[unreadable]', ok: 1 });
    const keys = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('no');
        },
      },
    );
    expect(capture({ keys })).toEqual({ keys: '[unreadable]' });
  });

  test('keeps hostile keys as ordinary keys', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object;
    expect(JSON.stringify(capture(value))).toBe('{"__proto__":{"polluted":true},"constructor":1}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('cuts what exceeds the budget, and says so', () => {
    expect(capture('x'.repeat(100), 10)).toBe('xxxxxxxxxx…[truncated 90 characters]');
    expect(JSON.stringify(capture({ text: 'x'.repeat(100_000_000), after: 'y' })).length).toBeLessThan(
      40_000,
    );
    expect(JSON.stringify(capture(Array.from({ length: 1_000_000 }, () => ({})))).length).toBeLessThan(
      100_000,
    );
    expect(
      JSON.stringify(capture(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]))))
        .length,
    ).toBeLessThan(100_000);
  });

  test('is always plain, bounded JSON, whatever the value', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
        }),
        (value) => {
          expect(JSON.stringify(capture(value, 1_000)).length).toBeLessThan(20_000);
        },
      ),
    );
  });

  test('survives functions that have no name to read', () => {
    const { proxy, revoke } = Proxy.revocable(() => {}, {});
    revoke();
    class Odd {
      static readonly name = Symbol('odd') as never;
    }
    expect(capture([proxy, Odd])).toEqual(['[function [getter threw]]', '[function anonymous]']);
  });

  test('does not keep a long text in memory for the part it shows', () => {
    const kept: unknown[] = [];
    const gc = collector();
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 40; i += 1)
      kept.push(capture(`${i}${'x'.repeat(2 ** 20)}`.split('').join(''), 2_048));
    gc();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10 * 2 ** 20);
    expect(kept).toHaveLength(40);
  });
});

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
