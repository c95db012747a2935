import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { OtlpReceiver } from '../../../test/otlp-receiver.ts';
import { doors, readSpools, removeHome, runApp, temporaryHome } from '../../../test/run-app.ts';
import { observe, registered } from '../../index.ts';
import { sondeConfiguration, sondeNodeSdk } from '../../node-sdk.ts';

const [, door] = doors;
let home: string;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(async () => {
  await registered()?.shutdown();
  removeHome(home);
});

describe('a NodeSDK with Sonde', () => {
  test('keeps host, user and arguments off the resource', () => {
    const { resource, autoDetectResources } = sondeConfiguration({
      service: 'app',
      home,
      instrumentations: 'none',
    });
    expect(autoDetectResources).toBe(false);
    expect(resource?.attributes).toMatchObject({ 'service.name': 'app' });
    const names = Object.keys(resource?.attributes ?? {}).filter((name) =>
      /host|owner|command|user/.test(name),
    );
    expect(names).toEqual([]);
  });

  test('sends to the endpoint and drains at the end', async () => {
    const receiver = new OtlpReceiver();
    await receiver.start();
    const settings = { SONDE_HOME: home, SONDE_ENDPOINT: receiver.endpoint, SONDE_DRAIN_MS: '60000' };
    expect(await runApp('work.mjs', { ...settings, CALLS: '300' }, { door })).toMatchObject({ code: 0 });
    expect(receiver.accepted.traces).toBe(300);
    await receiver.stop();
  });

  test('starts on what one has, ends with it, and writes metrics and logs as well', async () => {
    const exporter = new InMemorySpanExporter();
    const sonde = sondeConfiguration({ service: 'app', home, instrumentations: 'none', detail: 'full' });
    const own = new SimpleSpanProcessor({ exporter });
    const sdk = new NodeSDK({ ...sonde, spanProcessors: [...sonde.spanProcessors, own] });
    sdk.start();
    observe.tool((place: { name: string }) => place.name, { name: 'lookup' })({ name: 'Norway' });
    const running = registered();
    await running?.flush();
    const fail = observe.tool(
      () => {
        throw new RangeError('no such place');
      },
      { name: 'fail' },
    );
    expect(fail).toThrow(RangeError);
    expect(exporter.getFinishedSpans()).toHaveLength(2);
    await sdk.shutdown();
    expect(registered()).toBeUndefined();
    const { spans, logs, ledger } = readSpools(home);
    expect(spans.map(({ name }) => name)).toEqual(['execute_tool lookup', 'execute_tool fail']);
    expect(spans[0]?.attributes['gen_ai.tool.call.arguments']).toEqual({ name: 'Norway' });
    expect(logs.map(({ eventName }) => eventName)).toEqual(['gen_ai.execute_tool.exception']);
    expect(ledger?.emitted).toMatchObject({ traces: 2, logs: 1 });
  });

  test('hands the Sonde that runs already only the spans', () => {
    const first = sondeConfiguration({ service: 'app', home, instrumentations: 'none' });
    const second = sondeConfiguration({ service: 'app' });
    expect(first.metricReaders).toHaveLength(1);
    expect(second).toMatchObject({ metricReaders: [], logRecordProcessors: [] });
    expect(second.spanProcessors).toHaveLength(1);
  });

  test('does nothing when Sonde is switched off', () => {
    expect(sondeConfiguration({ enabled: false })).toMatchObject({ spanProcessors: [], metricReaders: [] });
  });

  test('is one of the package that the application has installed', () => {
    const sdk = sondeNodeSdk({ service: 'app', home, instrumentations: 'none' });
    expect(sdk.constructor.name).toBe('NodeSDK');
  });
});

test('a NodeSDK that is not installed is named, with what to do', async () => {
  const ended = await runApp('without-node-sdk.mjs', { SONDE_HOME: home }, { preload: false });
  expect(ended.stdout).toBe(
    'NODE_SDK_MISSING npm install @opentelemetry/sdk-node@0.301.0, or use register() of @sonde/sdk.\n',
  );
});
