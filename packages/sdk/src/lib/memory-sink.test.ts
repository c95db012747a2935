import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OtlpReceiver } from '../../test/otlp-receiver.ts';
import { runApp } from '../../test/run-app.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = new OtlpReceiver();
  await receiver.start();
});
afterEach(() => receiver.stop());

describe('where no file can be written', () => {
  test('telemetry is sent from memory, each record as it was', async () => {
    const ended = await runApp('work.mjs', {
      SONDE_HOME: '/dev/null/home',
      SONDE_ENDPOINT: receiver.endpoint,
      CALLS: '20',
    });
    expect(ended).toMatchObject({ code: 0, stdout: 'work done\n' });
    expect(ended.stderr).toContain('Cannot write the spool directory');
    expect(receiver.accepted.traces).toBe(20);
    expect(new Set(receiver.spanNames)).toEqual(new Set(['execute_tool lookup']));
  });
});
