import { afterEach, expect, test } from '@jest/globals';
import { diag } from '@opentelemetry/api';
import { InternalErrors } from './internal-errors.ts';

afterEach(() => diag.disable());

test('whatever was thrown is counted, and nothing is thrown on', () => {
  const errors = new InternalErrors();
  const unreadable = Object.defineProperty(new Error('x'), 'message', {
    get() {
      throw new Error('hidden');
    },
  });
  for (const thrown of [Object.create(null), unreadable, Symbol('s'), undefined, new Error('plain')])
    expect(() => errors.report('place', thrown)).not.toThrow();
  expect(errors.snapshot()).toEqual({ place: { count: 5, last: 'plain' } });
});

test('a diagnostics logger that throws harms nobody', () => {
  const refuse = () => {
    throw new Error('refused');
  };
  diag.setLogger({ error: refuse, warn: refuse, info: () => {}, debug: () => {}, verbose: () => {} });
  expect(() => new InternalErrors().report('place', new Error('plain'))).not.toThrow();
});
