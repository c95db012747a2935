import { afterAll, expect, test } from '@jest/globals';
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
