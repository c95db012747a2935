import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { observe } from '@sonde/sdk';
import { startTesting, type TestTelemetry } from '@sonde/sdk/testing';

const lookup = observe.tool(
  async (country: string) => {
    if (country === 'Atlantis') throw new RangeError('no such country');
    return { country, area: 323_802 };
  },
  { name: 'lookup' },
);

let telemetry: TestTelemetry;
beforeAll(async () => {
  telemetry = await startTesting();
});
afterEach(() => telemetry.reset());
afterAll(() => telemetry.stop());

test('looks up once', async () => {
  await lookup('Norway');
  expect(telemetry.spans({ kind: 'tool', name: 'lookup' })).toHaveLength(1);
  expect(telemetry.exceptions()).toEqual([]);
});

test('reports an unknown country with its input', async () => {
  await expect(lookup('Atlantis')).rejects.toThrow(RangeError);
  expect(telemetry.exceptions()).toMatchObject([
    { attributes: { 'exception.message': 'no such country', 'sonde.context.input': 'Atlantis' } },
  ]);
});
