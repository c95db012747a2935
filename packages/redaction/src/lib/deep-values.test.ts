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

test('what holds its text outside its fields is masked too, and kept while there is nothing to mask', () => {
  const secret = `sk-ant-api03-${'aB3dE5gH7j'.repeat(4)}`;
  const kept = {
    url: new URL('https://example.org/a'),
    pattern: /a+/g,
    bytes: Buffer.from([0, 1, 2, 255]),
    text: Buffer.from('hello world'),
    numbers: new Float64Array([1, 2]),
    at: new Date(0),
    symbol: Symbol('a'),
  };
  const copy = redactor.value(kept) as Record<string, unknown>;
  for (const [name, value] of Object.entries(kept)) expect(copy[name]).toBe(value);
  expect(
    redactor.value({
      url: new URL('https://app:hunter2xyz@db.example.org/x'),
      pattern: new RegExp(secret),
      bytes: Buffer.from(`key ${secret}`),
      view: new TextEncoder().encode('mail jane@example.org'),
      buffer: new TextEncoder().encode('mail jane@example.org').buffer,
      boxed: new String('jane@example.org'),
      symbol: Symbol('jane@example.org'),
      headers: new Headers({ Authorization: 'Bearer abc', accept: 'text/html' }),
      query: new URLSearchParams({ api_key: 'abc' }),
    }),
  ).toEqual({
    url: 'https://[REDACTED:url-credentials]@db.example.org/x',
    pattern: '/[REDACTED:api-key]/',
    bytes: Buffer.from('key [REDACTED:api-key]'),
    view: Buffer.from('mail [REDACTED:email]'),
    buffer: Buffer.from('mail [REDACTED:email]'),
    boxed: '[REDACTED:email]',
    symbol: '[REDACTED:email]',
    headers: new Map([
      ['accept', 'text/html'],
      ['authorization', '[REDACTED:authorization]'],
    ]),
    query: new Map([['api_key', '[REDACTED:api-key]']]),
  });
});

test('bytes under a sensitive name are masked', () => {
  expect(redactor.value({ password: Buffer.from('hunter2') })).toEqual({
    password: Buffer.from('[REDACTED:password]'),
  });
});

test('errors of errors are masked', () => {
  const copy = redactor.value(new AggregateError([new Error('a@example.org')], 'two')) as {
    errors: readonly Error[];
  };
  expect(copy.errors[0]?.message).toBe('[REDACTED:email]');
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
