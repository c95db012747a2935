import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundledPrices, costOf } from '@sonde/conventions';
import { readPrices } from './read-prices.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sonde-prices-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(directory, 'prices.yaml');
  writeFileSync(path, text);
  return path;
}

describe('the file of prices', () => {
  test('is put over the bundled table', () => {
    const prices = readPrices(
      file(`asOf: 2026-10-01
source: our contract
providers:
  openai:
    gpt-4o: { input: 2, output: 8, cacheRead: 1, long: { aboveTokens: 100, input: 4, output: 16 } }
  ollama:
    '*': { input: 0, output: 0 }
`),
    );
    expect(prices['openai']?.['gpt-4o']).toMatchObject({
      input: 2,
      asOf: '2026-10-01',
      source: 'our contract',
    });
    // 60 × 2 + 40 × 1
    expect(costOf({ inputTokens: 100, cacheReadInputTokens: 40 }, 'gpt-4o', 'openai', prices)).toBeCloseTo(
      160e-6,
      12,
    );
    expect(costOf({ inputTokens: 200 }, 'gpt-4o', 'openai', prices)).toBeCloseTo(800e-6, 12);
    expect(costOf({ inputTokens: 5 }, 'llama3.2', 'ollama', prices)).toBe(0);
    expect(costOf({ inputTokens: 1e6 }, 'gpt-4o-mini', 'openai', prices)).toBeCloseTo(0.15, 12);
  });

  test('may be JSON, and may be missing', () => {
    const prices = readPrices(file('{"providers": {"shop": {"m": {"input": 1, "output": 2}}}}'));
    expect(prices['shop']?.['m']).toMatchObject({ asOf: '', source: expect.stringContaining('prices.yaml') });
    expect(readPrices('')).toBe(bundledPrices);
  });

  test.each([
    [
      'providers: { a: { m: { inptu: 1, output: 2 } } }',
      /a\.m\.inptu is not one of .* Did you mean input\?$/,
    ],
    [
      'providers: { a: { m: { input: -1, output: 2 } } }',
      /providers\.a\.m\.input: -1 is not a number of 0 or more/,
    ],
    ['providers: { a: { m: { input: one, output: 2 } } }', /m\.input: "one" is not a number/],
    ['providers: { a: { m: { input: 1 } } }', /m\.output: nothing is not given/],
    ['providers: { a: { m: 5 } }', /providers\.a\.m: 5 is not a map/],
    [
      'providers: { a: { m: { input: 1, output: 1, long: { input: 1, output: 1 } } } }',
      /m\.long\.aboveTokens/,
    ],
    ['providers: { a: { m: { input: 1, output: 1, long: { abve: 1 } } } }', /m\.long\.abve is not one of/],
    ['prices: {}', /: prices is not one of asOf, source, providers/],
    ['asOf: yesterday\nproviders: {}', /asOf: "yesterday" is not a day/],
    ['source: 5\nproviders: {}', /source: 5 is not text/],
    ['[]', /prices\.yaml: \[\] is not a map/],
    ['providers: [', /prices: cannot read .*prices\.yaml/],
  ])('fails at start, naming the key: %s', (text, message) => {
    expect(() => readPrices(file(text))).toThrow(message);
  });

  test('has to exist', () => {
    expect(() => readPrices(join(directory, 'none.yaml'))).toThrow(/prices: cannot read .*none\.yaml/);
  });
});
