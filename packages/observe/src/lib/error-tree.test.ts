import { describe, expect, test } from '@jest/globals';
import { errorTreeOf } from './error-tree.ts';

describe('the errors behind an error', () => {
  test('of a refused fetch are its cause, and the attempts that one aggregates', () => {
    const attempts = ['::1', '127.0.0.1'].map((address) =>
      Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED', address }),
    );
    const error = new TypeError('fetch failed', { cause: new AggregateError(attempts) });
    expect(errorTreeOf(error)).toMatchObject({
      causes: [
        {
          type: 'AggregateError',
          members: [
            { properties: { code: 'ECONNREFUSED', address: '::1' } },
            { properties: { address: '127.0.0.1' } },
          ],
        },
      ],
      members: [],
    });
  });

  test('of an aggregate are its members with their causes', () => {
    const member = new Error('step failed', { cause: new DOMException('late', 'TimeoutError') });
    expect(errorTreeOf(new AggregateError([member, 'text', undefined]))).toMatchObject({
      causes: [],
      members: [
        { message: 'step failed', causes: [{ type: 'TimeoutError', message: 'late' }] },
        { type: 'thrown string', message: 'text' },
        { type: 'thrown undefined' },
      ],
    });
  });

  test('are at most 32, and an aggregate of itself ends', () => {
    const wide = new AggregateError(
      Array.from({ length: 16 }, () => new AggregateError(Array.from({ length: 16 }, () => new Error('x')))),
    );
    expect(JSON.stringify(errorTreeOf(wide)).match(/"message"/g)).toHaveLength(32);
    const own = new AggregateError([], 'own');
    own.errors.push(own);
    expect(JSON.stringify(errorTreeOf(own)).match(/"own"/g)).toHaveLength(3);
  });

  test('are left out where they cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(errorTreeOf(Object.assign(new Error('x'), { errors: proxy, cause: proxy }))).toMatchObject({
      causes: [{ type: 'thrown object', message: '[unreadable]' }],
      members: [],
    });
  });
});
