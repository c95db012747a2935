import { expect, test } from '@jest/globals';
import { newInstanceId } from './instance-id.ts';

test('an instance id is a UUID of version 4, unlike those before it', () => {
  const ids = Array.from({ length: 1_000 }, newInstanceId);
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
