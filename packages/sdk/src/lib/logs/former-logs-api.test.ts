import { expect, test } from '@jest/globals';
import { logs as formerLogs } from '@opentelemetry/api-logs';
import { startTesting } from '../../testing.ts';

test('what libraries log through the former API arrives, until Sonde stops', async () => {
  const telemetry = await startTesting();
  formerLogs.getLogger('old').emit({ body: 'from before', severityNumber: 9 });
  expect(telemetry.logs()).toMatchObject([{ body: 'from before', severityNumber: 9 }]);
  await telemetry.stop();
  formerLogs.getLogger('old').emit({ body: 'too late' });
  expect(telemetry.logs()).toHaveLength(1);
});

test('a provider that the former API has already is left alone', async () => {
  const own = { getLogger: () => ({ emit: () => {}, enabled: () => true }) };
  formerLogs.setGlobalLoggerProvider(own);
  const telemetry = await startTesting();
  expect(formerLogs.getLoggerProvider()).toBe(own);
  await telemetry.stop();
  expect(formerLogs.getLoggerProvider()).toBe(own);
  formerLogs.disable();
});
