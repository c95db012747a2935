import { expect, test } from '@jest/globals';
import { replaceMethod } from './replace-method.ts';

const twice = (original: (...args: unknown[]) => unknown) =>
  function replacement(this: unknown, ...args: unknown[]): unknown {
    return [Reflect.apply(original, this, args), 'seen'];
  };

test('a method is replaced once, keeps its name and length, and runs on the same object', () => {
  class Client {
    name = 'c';
    create(body: string): unknown {
      return `${this.name}:${body}`;
    }
  }
  expect(replaceMethod(Client.prototype, 'create', twice)).toBe('replaced');
  expect(replaceMethod(Client.prototype, 'create', twice)).toBe('ours already');
  expect(new Client().create('x')).toEqual(['c:x', 'seen']);
  expect([Client.prototype.create.name, Client.prototype.create.length]).toEqual(['create', 1]);
});

test('an inherited replacement is not wrapped again on an instance', () => {
  class Client {
    create(): unknown {
      return 1;
    }
  }
  replaceMethod(Client.prototype, 'create', twice);
  expect(replaceMethod(new Client(), 'create', twice)).toBe('ours already');
});

test('a method that another instrumentation wrapped is left to it', () => {
  const owner = { create: Object.assign(() => 1, { __wrapped: true }) };
  expect(replaceMethod(owner, 'create', twice)).toBe('patched by another');
  expect(owner.create()).toBe(1);
});

test('what is not there is not invented', () => {
  const owner = {};
  expect(replaceMethod(owner, 'search', twice)).toBe('absent');
  expect(replaceMethod(undefined, 'search', twice)).toBe('absent');
  expect('search' in owner).toBe(false);
});
