import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();

test('texts anywhere in a value are masked, everything else is kept', () => {
  const at = new Date(0);
  const bytes = new Uint8Array([1, 2]);
  expect(
    redactor.value({
      user: { mail: 'jane@example.org', age: 42, active: true, none: null, nothing: undefined },
      list: ['4111 1111 1111 1111', 7n],
      map: new Map<unknown, unknown>([
        ['password', 'x1'],
        [1, 'a@example.org'],
      ]),
      set: new Set(['a@example.org']),
      at,
      bytes,
    }),
  ).toEqual({
    user: { mail: '[REDACTED:email]', age: 42, active: true, none: null, nothing: undefined },
    list: ['[REDACTED:payment-card]', 7n],
    map: new Map<unknown, unknown>([
      ['password', '[REDACTED:password]'],
      [1, '[REDACTED:email]'],
    ]),
    set: new Set(['[REDACTED:email]']),
    at,
    bytes,
  });
});

test('the value itself is not changed', () => {
  const value = { password: 'x1', inner: { list: ['a@example.org'] } };
  const before = structuredClone(value);
  redactor.value(value);
  expect(value).toEqual(before);
});

test('below a sensitive name every secret is masked, schemas and descriptions stay', () => {
  expect(
    redactor.value({
      credentials: { user: 'jane1', values: ['hunter2', { deep: 's3cretValue' }] },
      password: { type: 'string', description: 'The password of the user' },
    }),
  ).toMatchObject({
    credentials: { values: ['hunter2', { deep: '[REDACTED:secret]' }] },
    password: { type: 'string', description: 'The password of the user' },
  });
});

test('a secret may be named by its neighbour', () => {
  expect(
    redactor.value({
      headers: [
        ['authorization', 'abc'],
        { name: 'X-Api-Key', value: 'abc' },
        { name: 'Accept', value: 'text/html' },
      ],
    }),
  ).toEqual({
    headers: [
      ['authorization', '[REDACTED:authorization]'],
      { name: 'X-Api-Key', value: '[REDACTED:api-key]' },
      { name: 'Accept', value: 'text/html' },
    ],
  });
});

test('numbers are masked if their digits are', () => {
  expect(redactor.value({ card: 4111111111111111, password: 1234, n: 5, max_tokens: 4096 })).toEqual({
    card: '[REDACTED:payment-card]',
    password: '[REDACTED:password]',
    n: 5,
    max_tokens: 4096,
  });
});

test('secrets in names of fields are masked', () => {
  expect(redactor.value({ 'jane@example.org': 1 })).toEqual({ '[REDACTED:email]': 1 });
});

test('errors keep message, stack, cause and own fields', () => {
  const error = Object.assign(
    new TypeError('no user jane@example.org', { cause: new Error('password=hunter2') }),
    { code: 7 },
  );
  const copy = redactor.value(error) as Record<string, unknown>;
  expect(copy).toMatchObject({ name: 'TypeError', message: 'no user [REDACTED:email]', code: 7 });
  expect(copy.stack).not.toContain('jane@');
  expect(copy.cause).toMatchObject({ message: 'password=[REDACTED:password]' });
});

describe('hostile values', () => {
  test('cycles end', () => {
    const value: Record<string, unknown> = { name: 'a' };
    value.self = value;
    value.list = [value];
    expect(redactor.value(value)).toEqual({ name: 'a', self: '[circular]', list: ['[circular]'] });
  });

  test('a value met twice without a cycle is copied twice', () => {
    const shared = { mail: 'a@example.org' };
    const masked = { mail: '[REDACTED:email]' };
    expect(redactor.value([shared, shared, shared])).toEqual([masked, masked, masked]);
  });

  test('getters and proxies that throw are named', () => {
    const value = {
      get broken(): string {
        throw new Error('no');
      },
      proxy: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no');
          },
        },
      ),
      revoked: (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      })(),
      array: new Proxy([1], {
        get: () => {
          throw new Error('no');
        },
      }),
      ok: 1,
    };
    expect(redactor.value(value)).toEqual({
      broken: '[unreadable]',
      proxy: '[unreadable]',
      revoked: '[unreadable]',
      array: '[unreadable]',
      ok: 1,
    });
  });

  test('depth and number of values are bounded', () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 10_000; i += 1) deep = [deep];
    expect(JSON.stringify(redactor.value(deep))).toContain('[too deep]');
    const small = createRedactor({ valuesMax: 10 });
    expect(small.value(Array.from({ length: 50 }, (_, i) => i))).toHaveLength(10);
    expect(
      Object.keys(
        small.value(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i]))) as object,
      ),
    ).toHaveLength(10);
  });

  test('a field called __proto__ stays a field', () => {
    const copy = redactor.value(JSON.parse('{"__proto__":{"polluted":true}}')) as object;
    expect(Object.keys(copy)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  test('nothing throws, and plain values without secrets are equal to their copies', () => {
    fc.assert(
      fc.property(
        fc.object({
          key: fc.constantFrom('a', 'b', 'list', 'name'),
          values: [fc.integer({ max: 99 }), fc.boolean(), fc.constantFrom('x', 'hello world')],
        }),
        (value) => {
          expect(redactor.value(value)).toEqual(value);
        },
      ),
      { seed: 1 },
    );
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
        }),
        (value) => {
          redactor.value(value);
        },
      ),
      { seed: 2 },
    );
  });
});
