import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { observe } from '@sonde/observe';
import { recoverOpenSpans } from '@sonde/otlp/segments';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';
import { register } from '../register.ts';
import { OpenSpans } from './open-spans.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => removeHome(home));

const spools = () => readdirSync(join(home, 'spool', 'app')).map((name) => join(home, 'spool', 'app', name));
const told = () =>
  readSpools(home)
    .spans.map(({ name, statusCode, attributes }) => [name, attributes['sonde.ended_by'], statusCode])
    .sort(([a], [b]) => String(a).localeCompare(String(b)));

describe('a span that is open when the process ends', () => {
  test.each([
    ['exit', 'process_exit', 0],
    ['return', 'process_exit', 0],
    ['sigterm', 'signal', 0],
    ['throw', 'uncaught', 2],
  ])('is told with what ended it: %s', async (END, endedBy, status) => {
    const bare = await runApp('open.mjs', { END }, { preload: false });
    const { code, signal, stdout } = await runApp('open.mjs', { END, SONDE_HOME: home });
    expect({ code, signal, stdout }).toEqual({ code: bare.code, signal: bare.signal, stdout: bare.stdout });
    const all = [
      ['by hand', endedBy, status],
      ['execute_tool hang', endedBy, status],
      ['execute_tool quick', undefined, 0],
      ['invoke_agent agent', endedBy, status],
    ];
    expect(told()).toEqual(END === 'return' ? all.filter(([name]) => !/_tool/.test(String(name))) : all);
    const { ledger, spans } = readSpools(home);
    expect(ledger?.emitted.traces).toBe(spans.length);
  });

  test('is told when Sonde is shut down before it', async () => {
    const sonde = register({ home, service: 'app', instrumentations: 'none' });
    let finish = () => {};
    const wait = observe.agent(() => new Promise<void>((resolve) => (finish = resolve)), { name: 'agent' });
    const waiting = wait();
    await sonde.shutdown();
    finish();
    await waiting;
    expect(told()).toEqual([['invoke_agent agent', 'shutdown', 0]]);
    expect(readSpools(home).ledger?.emitted.traces).toBe(1);
  });

  test('is told after SIGKILL by whoever takes the spool over, once, ended when the process was last seen', async () => {
    await runApp('open.mjs', { END: 'sigkill', OPEN_MS: '3500', QUICK_MS: '1200', SONDE_HOME: home });
    const [spool = ''] = spools();
    expect(existsSync(join(spool, 'open.json'))).toBe(true);
    expect(recoverOpenSpans(spool)).toBe(3);
    expect(recoverOpenSpans(spool)).toBe(0);
    expect(existsSync(join(spool, 'open.json'))).toBe(false);
    expect(told()).toEqual([
      ['by hand', 'process_died', 0],
      ['execute_tool hang', 'process_died', 0],
      ['execute_tool quick', undefined, 0],
      ['invoke_agent agent', 'process_died', 0],
    ]);
    const { spans, ledger } = readSpools(home);
    expect(ledger?.emitted.traces).toBe(spans.length);
    const [agent, hang] = ['invoke_agent agent', 'execute_tool hang'].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect(hang?.parentSpanId).toBe(agent?.spanId);
    const openMs = Number((agent?.endTimeUnixNano ?? 0n) - (agent?.startTimeUnixNano ?? 0n)) / 1e6;
    expect(openMs).toBeGreaterThan(900);
    expect(openMs).toBeLessThan(10_000);
  });

  test('reaches an endpoint with the next process of the service', async () => {
    const receiver = new OtlpReceiver();
    await receiver.start();
    receiver.answer = () => ({ status: 503 });
    const environment = { SONDE_HOME: home, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    await runApp('open.mjs', { ...environment, END: 'sigkill', OPEN_MS: '2500' });
    receiver.answer = () => undefined;
    await runApp('work.mjs', { ...environment, CALLS: '1' });
    await receiver.stop();
    expect(receiver.spanNames.sort()).toEqual([
      'by hand',
      'execute_tool hang',
      'execute_tool lookup',
      'execute_tool quick',
      'invoke_agent agent',
    ]);
  });
});

describe('the open spans', () => {
  const spanAt = (startSeconds: number) =>
    ({ startTime: [startSeconds, 0] }) as unknown as Parameters<OpenSpans['add']>[0];

  test('are told oldest first, whatever was removed in between', () => {
    const open = new OpenSpans();
    const spans = [5, 3, 4, 1, 2].map(spanAt);
    for (const span of spans) open.add(span);
    open.delete(spans[1] as object);
    open.delete(spans[4] as object);
    open.delete(spans[4] as object);
    expect(open.startedBefore(4_000).map(({ startTime }) => startTime[0])).toEqual([1, 4]);
    expect(open.count).toBe(3);
  });

  test('are 10,000 at most: others make room, and are counted', () => {
    const open = new OpenSpans();
    const spans = Array.from({ length: 10_050 }, (_, i) => spanAt(i));
    for (const span of spans) open.add(span);
    expect(open).toMatchObject({ count: 10_000, forgottenCount: 50 });
    for (const span of spans) open.delete(span);
    expect(open.count).toBe(0);
  });
});
