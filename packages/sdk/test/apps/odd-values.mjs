// Passes every odd value through an observed tool and compares with the bare function.
import assert from 'node:assert/strict';
import { observe } from '@sonde/observe';

const cyclic = {};
cyclic.self = cyclic;
const throws = () => {
  throw new Error('trap');
};
const odd = [
  undefined,
  null,
  Number.NaN,
  -0,
  10n ** 40n,
  Symbol('s'),
  () => 1,
  cyclic,
  '\ud800 lone',
  'x'.repeat(100_000_000),
  new Map([[{}, 1]]),
  new Set([cyclic]),
  new Date(Number.NaN),
  new Uint8Array(1e6),
  Object.create(null),
  {
    get a() {
      return throws();
    },
  },
  new Proxy({}, { get: throws, ownKeys: throws, getPrototypeOf: throws }),
  new Proxy([], { get: throws }),
  { toJSON: throws },
  JSON.parse('{"__proto__":{"polluted":1}}'),
  Array.from({ length: 100_000 }, (_, i) => i),
  Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i])),
  Array.from({ length: 10_000 }).reduce((inner) => ({ inner }), 1),
  new WeakMap(),
  /re/g,
  new Error('value'),
];
const echo = observe.tool((value) => value, { name: 'echo' });
const fail = observe.tool(
  (value) => {
    throw value;
  },
  { name: 'fail' },
);
const later = observe.agent(async (value) => [value], { name: 'later' });

for (const value of odd) {
  assert.ok(Object.is(echo(value), value));
  assert.ok(Object.is((await later(value))[0], value));
  let caught;
  try {
    fail(value);
  } catch (error) {
    caught = error;
  }
  assert.ok(Object.is(caught, value));
}
assert.equal({}.polluted, undefined);
console.log(`${odd.length} odd values`);
