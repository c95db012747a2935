import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { metrics, trace } from '@opentelemetry/api';
import { observe, runtime, setDetail, setResourcesRatio } from '@sonde/observe';
import { readSpools, removeHome, temporaryHome } from '../../test/run-app.ts';
import type { SondeConfig } from './config/settings-table.ts';
import { baselineFile } from './home.ts';
import { sondeConfiguration } from './node-sdk/sonde-configuration.ts';
import { register } from './register.ts';
import { registered } from './registration.ts';
import { startTesting } from './testing/start-testing.ts';

let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(async () => {
  await registered()?.shutdown();
  setResourcesRatio(0);
  removeHome(home);
});

const double = observe.tool((n: number) => 2 * n, { name: 'double' });
const start = (config: SondeConfig = {}) =>
  register({ home, service: 'atlas', instrumentations: 'none', ...config });

test('a second start has spans, metrics and baselines of its own', async () => {
  const first = start();
  double(1);
  await first.shutdown();
  double(1);
  const second = start();
  double(2);
  double(3);
  metrics.getMeter('shop').createCounter('orders').add(1);
  await second.shutdown();
  const { spans, metrics: collected } = readSpools(home, 'atlas');
  expect(spans).toHaveLength(3);
  const counts = collected.filter(({ name }) => name === 'sonde.operation.duration');
  const starts = [...new Set(counts.map(({ points: [point] }) => point?.startTimeUnixNano))];
  expect(starts).toHaveLength(2);
  expect(counts.at(-1)?.points).toMatchObject([{ count: 2 }]);
  expect(collected.map(({ name }) => name)).toContain('orders');
  expect(existsSync(baselineFile(home, 'atlas'))).toBe(true);
});

test('whoever ends the first once more leaves the second alone', async () => {
  const first = start();
  await first.shutdown();
  const second = start();
  await first.shutdown();
  expect(registered()).toBe(second);
  expect(runtime.emitEvent).toBeDefined();
  expect(runtime.tracerProvider).toBeDefined();
  trace.getTracer('shop').startSpan('order').end();
  expect(second.ledger().emitted.traces).toBe(1);
});

test('whoever stops a test once more leaves the next one alone', async () => {
  const first = await startTesting();
  await first.stop();
  const second = await startTesting();
  await first.stop();
  double(1);
  expect(second.spans()).toHaveLength(1);
  await second.stop();
});

test('a start that fails leaves nothing running', () => {
  const listeners = process.listenerCount('SIGUSR2');
  const before = { ...runtime };
  expect(() => start({ redactionRules: { odd: '(' }, detailSignal: 'SIGUSR2' })).toThrow(
    'redactionRules.odd',
  );
  expect(process.listenerCount('SIGUSR2')).toBe(listeners);
  expect(runtime).toEqual(before);
});

test('credentials in the URL of Loki that are no percent-encoding are taken as they are', () => {
  expect(() => start({ lokiEnabled: true, lokiUrl: 'http://user:50%@127.0.0.1:9' })).not.toThrow();
});

test('a share of measured calls ends with the Sonde that set it', async () => {
  await start({ resourcesRatio: 1 }).shutdown();
  const telemetry = await startTesting();
  double(1);
  expect(Object.keys(telemetry.spans()[0]?.attributes ?? {}).join()).not.toContain('sonde.resources');
  await telemetry.stop();
});

test('levels of detail that a test sets end with it', async () => {
  const first = await startTesting();
  setDetail('debug', { operation: 'double' });
  setDetail('debug', { operation: 'double', forMs: 60_000 });
  await first.stop();
  const second = await startTesting({ detail: 'metadata' });
  double(1);
  expect(JSON.stringify(second.spans()[0]?.attributes)).not.toContain('sonde.resources');
  await second.stop();
});

test('structured values end with the NodeSDK configuration that took them', async () => {
  sondeConfiguration({ home, service: 'atlas', instrumentations: 'none' });
  expect(runtime.structuredAttributes).toBe(true);
  await registered()?.shutdown();
  expect(runtime.structuredAttributes).toBe(false);
});
