const { startTesting } = require('@sonde/sdk/testing');
const { lookup } = require('./lookup.cjs');

let telemetry;
beforeAll(async () => (telemetry = await startTesting()));
afterEach(() => telemetry.reset());
afterAll(() => telemetry.stop());

test('sees the span of a call', async () => {
  await lookup('Norway');
  expect(telemetry.spans({ kind: 'tool', name: 'lookup' })).toHaveLength(1);
});

test('sees the failure with its input', async () => {
  await expect(lookup('Atlantis')).rejects.toThrow(RangeError);
  expect(telemetry.exceptions()).toMatchObject([{ attributes: { 'sonde.context.input': 'Atlantis' } }]);
});
