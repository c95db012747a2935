import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startTesting } from '@sonde/sdk/testing';
import { lookup } from './lookup.cjs';

let telemetry;
beforeAll(async () => {
  telemetry = await startTesting();
});
afterEach(() => telemetry.reset());
afterAll(() => telemetry.stop());

test('sees the span of a call of a CommonJS module', async () => {
  await lookup('Norway');
  expect(telemetry.spans({ kind: 'tool', name: 'lookup' })).toHaveLength(1);
});

test('sees the failure with its input', async () => {
  await expect(lookup('Atlantis')).rejects.toThrow(RangeError);
  expect(telemetry.exceptions()).toHaveLength(1);
});
