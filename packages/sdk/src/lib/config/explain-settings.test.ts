import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { explainSettings } from './explain-settings.ts';
import { settingsSchema } from './settings-schema.ts';
import { settingsTable } from './settings-table.ts';

const SONDE_CONFIG_FILE = join(mkdtempSync(join(tmpdir(), 'sonde-config-')), 'sonde.yaml');
writeFileSync(SONDE_CONFIG_FILE, 'perfcatcher: { window_size: 50 }\nservice: from-file\n');

describe('an explanation', () => {
  test('tells each value, where it comes from, and the key it was written under', () => {
    const { settings, notes, file } = explainSettings(
      { drainMs: 5 },
      { SONDE_CONFIG_FILE, OTEL_SERVICE_NAME: 'from-env' },
    );
    const origin = (name: string) => {
      const { value, source, key } = settings.find((setting) => setting.name === name) ?? {};
      return [value, source, key];
    };
    expect(origin('drainMs')).toEqual([5, 'options', 'drainMs']);
    expect(origin('service')).toEqual(['from-env', 'environment', 'OTEL_SERVICE_NAME']);
    expect(origin('latencyWindowSize')).toEqual([50, 'file', 'perfcatcher.window_size']);
    expect(origin('latencyDetector')).toEqual(['threshold', 'derived', undefined]);
    expect(origin('timeoutMs')).toEqual([10_000, 'default', undefined]);
    expect(notes).toHaveLength(1);
    expect(file).toBe(SONDE_CONFIG_FILE);
    expect(settings).toHaveLength(Object.keys(settingsTable).length);
  });

  test('shows no secret', () => {
    const environment = {
      SONDE_HEADERS: 'authorization=Bearer hunter2',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:hunter2@collector:4318/otlp?key=hunter2',
      BUGCATCHER_LOKI_URL: 'http://user:hunter2@loki:3100',
    };
    const explanation = explainSettings({}, environment);
    expect(JSON.stringify(explanation)).not.toContain('hunter2');
    const shown = Object.fromEntries(explanation.settings.map(({ name, value }) => [name, value]));
    expect(shown).toMatchObject({
      headers: { authorization: '***' },
      endpoint: 'https://***@collector:4318/otlp?***',
      lokiUrl: 'http://***@loki:3100',
    });
  });
});

describe('the schema of sonde.yaml', () => {
  const properties = settingsSchema()['properties'] as Record<string, Record<string, unknown>>;

  test('knows every setting, and the classic keys in their groups', () => {
    for (const name of Object.keys(settingsTable)) expect(properties).toHaveProperty([name, 'description']);
    expect(properties['bugcatcher']).toMatchObject({
      additionalProperties: false,
      properties: {
        loki: { properties: { batch_size: { type: 'integer', minimum: 1 } } },
        tracking: { properties: { exceptions: { type: 'boolean' } } },
      },
    });
    expect(properties['latencyOverrides']).toMatchObject({
      anyOf: [
        { additionalProperties: { properties: { thresholdRatio: { type: 'number', minimum: 0.01 } } } },
        {},
      ],
    });
  });

  test('is shipped as it is', () => {
    expect(JSON.parse(readFileSync('packages/sdk/sonde.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(settingsSchema())),
    );
  });
});
