import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { logs, trace } from '@opentelemetry/api';
import { observe, runtime } from '@sonde/observe';
import { register } from '../register.ts';
import { registered } from '../registration.ts';
import { startTesting, type TestTelemetry } from './start-testing.ts';

let telemetry: TestTelemetry | undefined;
afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

const double = observe.tool((n: number) => 2 * n, { name: 'double' });
const plan = observe.workflow((n: number) => double(n) + double(n), { name: 'plan' });

describe('telemetry of the code under test', () => {
  test('is found by kind, by the name given to observe and by span name', async () => {
    telemetry = await startTesting();
    plan(2);
    expect(telemetry.spans()).toHaveLength(3);
    expect(telemetry.spans({ kind: 'tool', name: 'double' })).toHaveLength(2);
    expect(telemetry.spans({ name: 'execute_tool double' })).toHaveLength(2);
    expect(telemetry.spans({ kind: 'workflow' })).toHaveLength(1);
    expect(telemetry.spans({ kind: 'llm', name: 'double' })).toEqual([]);
    expect(telemetry.spans().at(-1)?.spanId).toBe(telemetry.spans()[0]?.parentSpanId);
  });

  test('holds inputs, redacted as on the way to a receiver', async () => {
    telemetry = await startTesting();
    const send = observe.tool((to: string) => to.length, { name: 'send' });
    send('ada@example.org');
    const [span] = telemetry.spans();
    expect(span?.attributes['gen_ai.tool.call.result']).toBe(15);
    expect(JSON.stringify(span?.attributes)).not.toContain('ada@example.org');
  });

  test('keeps events and log lines apart', async () => {
    telemetry = await startTesting();
    logs.getLogger('shop').emit({ eventName: 'order.placed', attributes: { count: 3 } });
    logs.getLogger('shop').emit({ body: 'a line' });
    expect(telemetry.events('order.placed')).toMatchObject([{ attributes: { count: 3 } }]);
    expect(telemetry.events('order')).toEqual([]);
    expect(telemetry.events()).toHaveLength(1);
    expect(telemetry.logs()).toMatchObject([{ body: 'a line' }]);
    telemetry.reset();
    expect([...telemetry.events(), ...telemetry.logs(), ...telemetry.spans()]).toEqual([]);
  });

  test('stays with the test when the code registers and shuts down', async () => {
    telemetry = await startTesting({ detail: 'metadata' });
    const sonde = register({ service: 'atlas', detail: 'full' });
    expect(sonde.spoolDirectory).toBeUndefined();
    await sonde.shutdown();
    double(1);
    expect(telemetry.spans()).toHaveLength(1);
  });
});

test('nothing is left behind after stop', async () => {
  const before = { ...runtime };
  const listeners = process.eventNames().map((name) => [name, process.listenerCount(name)]);
  telemetry = await startTesting();
  await telemetry.stop();
  double(1);
  expect(telemetry.spans()).toEqual([]);
  expect(trace.getTracer('any').startSpan('any').isRecording()).toBe(false);
  expect(registered()).toBeUndefined();
  expect({ ...runtime }).toEqual(before);
  expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(listeners);
});

test('a second one is refused while the first runs', async () => {
  telemetry = await startTesting();
  await expect(startTesting()).rejects.toMatchObject({ code: 'TESTING_ALREADY_STARTED' });
});

test('the README shows the example that runs', () => {
  const example = readFileSync('packages/sdk/src/lib/testing/testing-example.test.ts', 'utf8');
  expect(readFileSync('packages/sdk/README.md', 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
});
