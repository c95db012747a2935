import { expect, test } from '@jest/globals';
import { register } from './register.ts';
import { registered } from './registration.ts';

test('a Sonde that is switched off is registered until its shutdown, and makes way for another', async () => {
  const off = register({ enabled: false, service: 'atlas' });
  expect(registered()).toBe(off);
  await off.shutdown();
  expect(registered()).toBeUndefined();
  const next = register({ enabled: false, service: 'next' });
  await off.shutdown();
  expect(registered()).toBe(next);
  await next.shutdown();
});
