import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { resolveSettings } from './resolve-settings.ts';
import type { SondeConfig } from './settings-table.ts';

function configFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sonde-config-')), 'sonde.yaml');
  writeFileSync(file, text);
  return file;
}

describe('settings by operation', () => {
  test.each([
    ['tool:convert=thresholdRatio:0.5;samplesMin:50, llm:*=enabled:false'],
    ['{"tool:convert":{"thresholdRatio":0.5,"samplesMin":50},"llm:*":{"enabled":false}}'],
  ])('take overrides by operation from the environment as %s', (SONDE_LATENCY_OVERRIDES) => {
    expect(resolveSettings({}, { SONDE_LATENCY_OVERRIDES }).latencyOverrides).toEqual({
      'tool:convert': { thresholdRatio: 0.5, samplesMin: 50 },
      'llm:*': { enabled: false },
    });
  });

  test('take rates by operation from every source', () => {
    const SONDE_CONFIG_FILE = configFile("samplerRates:\n  'tool:ping': 0.01\n");
    expect(resolveSettings({}, { SONDE_CONFIG_FILE }).samplerRates).toEqual({ 'tool:ping': 0.01 });
    const SONDE_SAMPLER_RATES = 'tool:ping=0.01,llm:*=1';
    expect(resolveSettings({}, { SONDE_SAMPLER_RATES }).samplerRates).toEqual({
      'tool:ping': 0.01,
      'llm:*': 1,
    });
  });
});

describe('a wrong setting by operation fails at start', () => {
  test.each<[string, SondeConfig, Record<string, string>, RegExp]>([
    [
      'an override that does not exist',
      { latencyOverrides: { 'tool:x': { treshold: 1 } } } as never,
      {},
      /^latencyOverrides\.tool:x\.treshold is not a setting\. It takes enabled, detector, .*samplesMin\.$/,
    ],
    [
      'a mistyped override in the environment',
      {},
      { PERFCATCHER_OVERRIDES: 'tool:x=thresholdRatoi:0.3' },
      /^PERFCATCHER_OVERRIDES\.tool:x\.thresholdRatoi is not a setting\. Did you mean thresholdRatio\?$/,
    ],
    [
      'a value of an override out of range',
      {},
      { SONDE_LATENCY_OVERRIDES: 'tool:x=windowSize:1' },
      /^SONDE_LATENCY_OVERRIDES\.tool:x\.windowSize: "1" is not a whole number from 10 to 10000 \(calls\)\.$/,
    ],
    [
      'an override without fields',
      {},
      { SONDE_LATENCY_OVERRIDES: 'tool:x=0.5' },
      /^SONDE_LATENCY_OVERRIDES\.tool:x: "0\.5" is not a map of enabled, /,
    ],
    [
      'a rate out of range',
      { samplerRates: { 'tool:x': 2 } },
      {},
      /^samplerRates\.tool:x: 2 is not a number from 0 to 1 \(ratio\)\.$/,
    ],
    [
      'rates that are none',
      {},
      { SONDE_SAMPLER_RATES: 'often' },
      /^SONDE_SAMPLER_RATES: "often" is not numbers from 0 to 1 by operation, such as tool:ping=1\.$/,
    ],
    [
      'overrides that are none',
      {},
      { SONDE_LATENCY_OVERRIDES: '{oops' },
      /^SONDE_LATENCY_OVERRIDES: "\{oops" is not settings by operation, such as /,
    ],
  ])('%s', (_, config, environment, message) => {
    expect(() => resolveSettings(config, environment)).toThrow(message);
  });
});
