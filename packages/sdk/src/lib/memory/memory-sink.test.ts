import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { runApp } from '../../../test/run-app.ts';
import { Ledger } from '../spool/ledger.ts';
import { MemorySink } from './memory-sink.ts';

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

  test('an ending process waits for all of it to be taken', async () => {
    let refusals = 0;
    receiver.answer = () => (refusals++ === 0 ? { status: 503 } : undefined);
    const ended = await runApp('work.mjs', {
      SONDE_HOME: '/dev/null/home',
      SONDE_ENDPOINT: receiver.endpoint,
      SONDE_DRAIN_MS: '60000',
      CALLS: '3000',
    });
    expect(ended.code).toBe(0);
    expect(receiver.accepted.traces).toBe(3_000);
  });
});

describe('the queue in memory', () => {
  const bytes = new Uint8Array();
  const sinkTo = (endpoint: string, ledger: Ledger) =>
    new MemorySink(ledger, { endpoint, headers: {}, timeoutMs: 600_000 });
  const put = (sink: MemorySink) =>
    sink.record('span', false, bytes, bytes, (into) => into.textField(5, 'name'));

  test('is drained for no longer than told, though the receiver hangs', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sink = sinkTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, new Ledger());
    put(sink);
    await Promise.all([sink.drain(50), sink.drain(50)]);
    await sink.drain(50);
    sink.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('is sent in halves when a batch is too large', async () => {
    receiver.answer = (count) => (count > 1 ? { status: 413 } : undefined);
    const ledger = new Ledger();
    const sink = sinkTo(receiver.endpoint, ledger);
    for (let i = 0; i < 5; i += 1) put(sink);
    await sink.drain(600_000);
    sink.close();
    expect(ledger.snapshot()).toMatchObject({ delivered: { traces: 5 }, dropped: { traces: {} } });
  });

  test('takes a record that arises while another is encoded', async () => {
    const sink = sinkTo(receiver.endpoint, new Ledger());
    sink.record('span', false, bytes, bytes, (into) => {
      into.textField(5, 'outer');
      sink.record('span', false, bytes, bytes, (nested) => nested.textField(5, 'inner'));
    });
    await sink.drain(600_000);
    sink.close();
    expect(receiver.spanNames).toEqual(['inner', 'outer']);
  });
});
