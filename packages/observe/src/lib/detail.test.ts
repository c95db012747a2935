import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { detailFor, sessionLevelsDropped, setDetail } from './detail.ts';

const SESSIONS = 10_002;
afterAll(() => {
  for (let i = 0; i < SESSIONS; i += 1) setDetail(undefined, { sessionId: `s${i}` });
});

test('keeps the levels of the 10,000 sessions set last, and counts the others', () => {
  for (let i = 0; i < 10_000; i += 1) setDetail('full', { sessionId: `s${i}` });
  setDetail('debug', { sessionId: 's0' });
  for (let i = 10_000; i < SESSIONS; i += 1) setDetail('full', { sessionId: `s${i}` });
  expect(sessionLevelsDropped()).toBe(2);
  const levels = ['s0', 's1', 's2', 's3', 's10001'].map((sessionId) => detailFor('t', sessionId));
  expect(levels).toEqual(['debug', 'errors', 'errors', 'full', 'full']);
});

describe('a level for a while', () => {
  const now = jest.spyOn(performance, 'now');
  afterEach(() => {
    now.mockReset();
  });
  afterAll(() => {
    now.mockRestore();
  });
  const at = (ms: number) => void now.mockReturnValue(ms);

  test.each([
    ['of everything', {}],
    ['of an operation', { operation: 'lookup' }],
    ['of a session', { sessionId: 's' }],
  ])('%s ends by itself', (_, target) => {
    at(1_000);
    setDetail('debug', { ...target, forMs: 500 });
    expect(detailFor('lookup', 's')).toBe('debug');
    at(1_499);
    expect(detailFor('lookup', 's')).toBe('debug');
    at(1_500);
    expect(detailFor('lookup', 's')).toBe('errors');
  });

  test('leaves the level for good as it is, and can be taken back', () => {
    at(0);
    setDetail('metadata', { operation: 'lookup' });
    setDetail('debug', { operation: 'lookup', forMs: 1_000 });
    expect(detailFor('lookup', undefined)).toBe('debug');
    setDetail(undefined, { operation: 'lookup', forMs: 0 });
    expect(detailFor('lookup', undefined)).toBe('metadata');
    setDetail(undefined, { operation: 'lookup' });
    expect(detailFor('lookup', undefined)).toBe('errors');
  });

  test('of everything does not touch operations that have a level of their own', () => {
    at(0);
    setDetail('metadata', { operation: 'secret' });
    setDetail('debug', { forMs: 1_000 });
    expect(detailFor('secret', undefined)).toBe('metadata');
    expect(detailFor('other', undefined, 'full')).toBe('full');
    expect(detailFor('third', undefined)).toBe('debug');
    setDetail(undefined, { operation: 'secret' });
    setDetail(undefined, { forMs: 0 });
  });
});

test('an operation that is named changes though it was wrapped with a level', () => {
  expect(detailFor('lookup', undefined, 'metadata')).toBe('metadata');
  setDetail('full', { operation: 'lookup' });
  expect(detailFor('lookup', undefined, 'metadata')).toBe('full');
  setDetail(undefined, { operation: 'lookup' });
});
