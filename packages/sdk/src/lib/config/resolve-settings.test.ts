import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { resolve, resolveSettings } from './resolve-settings.ts';
import type { SondeConfig } from './settings-table.ts';

function configFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sonde-config-')), 'sonde.yaml');
  writeFileSync(file, text);
  return file;
}

describe('settings', () => {
  test('come from options, then environment, then file, then default', () => {
    const SONDE_CONFIG_FILE = configFile('service: from-file\nenvironment: from-file\ndrainMs: 7\n');
    const environment = { SONDE_CONFIG_FILE, SONDE_SERVICE: 'from-env', SONDE_ENVIRONMENT: 'from-env' };
    expect(resolveSettings({ service: 'from-options' }, environment)).toMatchObject({
      service: 'from-options',
      environment: 'from-env',
      drainMs: 7,
      timeoutMs: 10_000,
    });
  });

  test('know the names of OpenTelemetry', () => {
    const environment = {
      OTEL_SERVICE_NAME: 'atlas',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x,b=2',
      OTEL_RESOURCE_ATTRIBUTES: 'team=search,region=eu',
    };
    expect(resolveSettings({}, environment)).toMatchObject({
      service: 'atlas',
      endpoint: 'http://collector:4318',
      headers: { authorization: 'Bearer x', b: '2' },
      resourceAttributes: { team: 'search', region: 'eu' },
    });
  });

  test('know how OpenTelemetry samples, propagates, collects and addresses each signal', () => {
    const environment = {
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_PROPAGATORS: 'baggage, none,baggage',
      OTEL_METRIC_EXPORT_INTERVAL: '5000',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/otlp/v1/traces',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://collector:4318/otlp/v1/logs/',
    };
    expect(resolveSettings({}, environment)).toMatchObject({
      sampler: 'parentbased_traceidratio',
      samplerRatio: 0.25,
      propagators: ['baggage', 'none'],
      metricIntervalMs: 5_000,
      protocol: 'grpc',
      endpoint: 'http://collector:4318/otlp',
      detail: 'errors',
    });
  });

  test('take lists from the file as lists or as text', () => {
    const listed = configFile('propagators: [tracecontext]\n');
    const spoken = configFile('propagators: tracecontext\n');
    for (const SONDE_CONFIG_FILE of [listed, spoken])
      expect(resolveSettings({}, { SONDE_CONFIG_FILE }).propagators).toEqual(['tracecontext']);
  });

  test('know the classic names in the environment and in the file', () => {
    const SONDE_CONFIG_FILE = configFile(
      'bugcatcher:\n  cache:\n    max_size: 50\n  tracking:\n    outputs: true\n',
    );
    const settings = resolveSettings(
      {},
      { SONDE_CONFIG_FILE, BUGCATCHER_ENABLED: 'false', PERFCATCHER_WINDOW_SIZE: '50' },
    );
    expect(settings).toMatchObject({
      exceptions: false,
      exceptionTracesMax: 50,
      detail: 'full',
      latencyDetector: 'threshold',
      latencyThresholdRatio: 0.2,
    });
  });

  test('know every classic name, and let one that switches off win', () => {
    const SONDE_CONFIG_FILE = configFile(
      `bugcatcher: { enabled: true, tracking: { exceptions: false }, loki: { url: 'http://l:3100', enabled: true, batch_size: 5 } }
perfcatcher: { enabled: false, variance_threshold: 0.3, window_size: 40, min_samples: 20, overrides: { 'llm:*': { enabled: false } } }`,
    );
    expect(resolveSettings({}, { SONDE_CONFIG_FILE })).toMatchObject({
      exceptions: false,
      lokiUrl: 'http://l:3100',
      lokiEnabled: true,
      lokiBatchSize: 5,
      latency: false,
      latencyThresholdRatio: 0.3,
      latencyWindowSize: 40,
      latencySamplesMin: 20,
      latencyOverrides: { 'llm:*': { enabled: false } },
    });
    const environment = { BUGCATCHER_ENABLED: 'true', BUGCATCHER_TRACKING_EXCEPTIONS: 'false' };
    expect(resolveSettings({}, environment).exceptions).toBe(false);
    expect(resolveSettings({}, { ...environment, SONDE_EXCEPTIONS: 'true' }).exceptions).toBe(true);
  });

  test('that choose others are noted', () => {
    const { settings, notes, written } = resolve(
      { samplerTargetPerSecond: 5 },
      { PERFCATCHER_MIN_SAMPLES: '20' },
    );
    expect(settings).toMatchObject({ sampler: 'adaptive', latencyDetector: 'threshold' });
    expect(notes).toEqual([
      'PERFCATCHER_MIN_SAMPLES chooses the latency detector threshold. Set latencyDetector to say so, or to cusum to keep the default.',
      'samplerTargetPerSecond chooses the sampler adaptive. Set sampler to say so.',
    ]);
    expect(written['latencySamplesMin']).toEqual({
      value: 20,
      source: 'environment',
      key: 'PERFCATCHER_MIN_SAMPLES',
    });
    expect(resolveSettings({ samplerRatio: 0.5 }, {}).sampler).toBe('parentbased_traceidratio');
    expect(resolveSettings({}, { OTEL_TRACES_SAMPLER_ARG: '0.5' }).sampler).toBe('parentbased_always_on');
  });

  test('choose the detail: full on a laptop, errors towards an endpoint', () => {
    expect(resolveSettings({}, {}).detail).toBe('full');
    expect(resolveSettings({ endpoint: 'http://c:4318' }, {}).detail).toBe('errors');
    expect(resolveSettings({}, { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'false' }).detail).toBe(
      'metadata',
    );
    expect(resolveSettings({ endpoint: 'http://c:4318', detail: 'full' }, {}).detail).toBe('full');
  });

  test('switch off by the variable of OpenTelemetry', () => {
    expect(resolveSettings({}, { OTEL_SDK_DISABLED: 'true' }).enabled).toBe(false);
  });
});

describe('a wrong setting fails at start', () => {
  test.each<[string, SondeConfig, Record<string, string>, RegExp]>([
    [
      'an unknown option',
      { servce: 'x' } as SondeConfig,
      {},
      /^servce is not a setting\. Did you mean service\?$/,
    ],
    [
      'an unknown variable of ours',
      {},
      { SONDE_SERVCE: 'x' },
      /^SONDE_SERVCE is not a setting\. Did you mean SONDE_SERVICE\?$/,
    ],
    [
      'a variable out of range',
      {},
      { PERFCATCHER_WINDOW_SIZE: '1' },
      /^PERFCATCHER_WINDOW_SIZE: "1" is not a whole number from 10 to 10000 \(calls\)\.$/,
    ],
    [
      'a value of the wrong kind',
      { redaction: 'maybe' } as never,
      {},
      /^redaction: "maybe" is not true or false\.$/,
    ],
    [
      'a choice that does not exist',
      { detail: 'all' } as never,
      {},
      /^detail: "all" is not one of off, metadata, errors, full, debug\.$/,
    ],
    [
      'an endpoint that is no URL',
      {},
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' },
      /^OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" is not a URL that begins with http:\/\/ or https:\/\/\.$/,
    ],
    [
      'a sampler that does not exist',
      {},
      { OTEL_TRACES_SAMPLER: 'xray' },
      /^OTEL_TRACES_SAMPLER: "xray" is not one of always_on, .*, adaptive\.$/,
    ],
    [
      'a propagator that is not spoken',
      {},
      { OTEL_PROPAGATORS: 'tracecontext,b3' },
      /^OTEL_PROPAGATORS: "tracecontext,b3" is not a list of tracecontext, baggage, none\.$/,
    ],
    [
      'a signal that would go elsewhere',
      { endpoint: 'http://one:4318' },
      { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://two:4318/v1/logs' },
      /^logsEndpoint \(OTEL_EXPORTER_OTLP_LOGS_ENDPOINT\) is another receiver than that of the rest\./,
    ],
    [
      'a signal at a path of its own',
      {},
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://one:4318/ingest?key=hunter2' },
      /^metricsEndpoint \(OTEL_EXPORTER_OTLP_METRICS_ENDPOINT\) does not end in \/v1\/metrics\. (?!.*hunter2)/,
    ],
    ['text that is none', { service: 7 } as never, {}, /^service: 7 is not text\.$/],
    [
      'a map that is a list',
      { headers: ['a'] } as never,
      {},
      /^headers: the given value is not a list of key=value pairs\.$/,
    ],
    ['a number that is text', { drainMs: 'soon' } as never, {}, /^drainMs: "soon" is not a whole number/],
    ['a number that is empty', { drainMs: ' ' } as never, {}, /^drainMs: " " is not a whole number/],
    ['a whole number with a fraction', { drainMs: 1.5 }, {}, /^drainMs: 1\.5 is not a whole number/],
    ['a switch that is a number', { latency: 2 } as never, {}, /^latency: 2 is not true or false\.$/],
    [
      'a secret, without printing it',
      {},
      { SONDE_HEADERS: 'hunter2' },
      /^SONDE_HEADERS: the given value is not a list of key=value pairs\.$/,
    ],
    [
      'a mistyped nested key of the file',
      {},
      { SONDE_CONFIG_FILE: configFile('bugcatcher:\n  lokki:\n    url: http://l\n') },
      /^bugcatcher\.lokki\.url is not a setting\. Did you mean bugcatcher\.loki\.url\?$/,
    ],
    [
      'a group of the file that is given a value',
      {},
      { SONDE_CONFIG_FILE: configFile('bugcatcher: true\n') },
      /^bugcatcher is not a setting but a group: bugcatcher\.tracking\.outputs, bugcatcher\.enabled, /,
    ],
    [
      'a wrong value under a classic key of the file',
      {},
      { SONDE_CONFIG_FILE: configFile('perfcatcher: { window_size: many }') },
      /^perfcatcher\.window_size: "many" is not a whole number/,
    ],
    [
      'a file that is a list',
      {},
      { SONDE_CONFIG_FILE: configFile('- service: x\n') },
      /^Cannot read the configuration file .*: it is not a map of settings$/,
    ],
    [
      'an address with a password, without printing it',
      {},
      { BUGCATCHER_LOKI_URL: 'user:hunter2@loki' },
      /^BUGCATCHER_LOKI_URL: the given value is not a URL(?!.*hunter2)/,
    ],
    [
      'a missing file',
      {},
      { SONDE_CONFIG_FILE: '/nowhere/sonde.yaml' },
      /^Cannot read the configuration file \/nowhere\/sonde\.yaml/,
    ],
  ])('%s', (_, config, environment, message) => {
    expect(() => resolveSettings(config, environment)).toThrow(message);
  });
});
