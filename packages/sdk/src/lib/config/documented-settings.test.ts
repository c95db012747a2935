import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { resolve } from './resolve-settings.ts';

const pages = ['docs/sdk/latency.md', 'docs/sdk/volume.md', 'docs/configuration.md'];
const examples = pages.flatMap((page) =>
  [
    ...readFileSync(page, 'utf8').matchAll(/^```yaml\n(# (?:sonde\.yaml|yaml-language-server).*?)^```$/gms),
  ].map(([, text = '']) => [page, text]),
);

test('the pages show configuration files', () => {
  expect(examples).toHaveLength(3);
});

test.each(examples)('what %s shows as sonde.yaml is accepted', (_, text = '') => {
  const file = join(mkdtempSync(join(tmpdir(), 'sonde-config-')), 'sonde.yaml');
  writeFileSync(file, text);
  const { written } = resolve({}, { SONDE_CONFIG_FILE: file });
  expect(Object.values(written).every(({ source }) => source === 'file')).toBe(true);
  expect(Object.keys(written).length).toBeGreaterThan(1);
});

test('what the pages show for the environment is accepted', () => {
  const text = pages.map((page) => readFileSync(page, 'utf8')).join('\n');
  const shown = [...text.matchAll(/`(SONDE_(?:LATENCY_OVERRIDES|SAMPLER_RATES))='?([^`']+)'?`/g)];
  expect(shown).toHaveLength(3);
  for (const [, name = '', value = ''] of shown)
    expect(Object.keys(resolve({}, { [name]: value }).written)).toHaveLength(1);
});
