import { describe, expect, test } from '@jest/globals';
import { bundledPrices } from './bundled-prices.ts';
import { costOf, type TokenUsage } from './cost-of.ts';
import { findPrice } from './find-price.ts';
import { mergePrices, type PriceTable } from './model-price.ts';

const M = 1_000_000;
const table: PriceTable = {
  shop: {
    plain: { input: 2, output: 8, asOf: '2026-01-01', source: 'test' },
    rich: {
      input: 3,
      output: 15,
      cacheRead: 0.3,
      cacheWrite: 3.75,
      reasoning: 20,
      inputAudio: 40,
      outputAudio: 80,
      inputImage: 5,
      outputImage: 30,
      long: { aboveTokens: 200_000, input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5 },
      asOf: '2026-01-01',
      source: 'test',
    },
  },
};
const rich = (usage: TokenUsage) => costOf(usage, 'rich', 'shop', table);

describe('the cost of a call', () => {
  test.each<[string, TokenUsage, number]>([
    // 100,000 × 3 + 10,000 × 15 = 450,000 millionths
    ['input and output', { inputTokens: 100_000, outputTokens: 10_000 }, 0.45],
    // 20,000 × 3 + 80,000 × 0.3 = 84,000
    ['cached input is taken out of the input', { inputTokens: 100_000, cacheReadInputTokens: 80_000 }, 0.084],
    // 10,000 × 3 + 60,000 × 0.3 + 30,000 × 3.75 = 160,500
    [
      'written and read cache side by side',
      { inputTokens: 100_000, cacheReadInputTokens: 60_000, cacheWriteInputTokens: 30_000 },
      0.1605,
    ],
    // cache beyond the input was not in it: 10,000 × 3 + 90,000 × 0.3 = 57,000
    ['a cache that exceeds the input is added', { inputTokens: 10_000, cacheReadInputTokens: 90_000 }, 0.057],
    // 6,000 × 15 + 4,000 × 20 = 170,000
    ['reasoning at its own price', { outputTokens: 10_000, reasoningOutputTokens: 4_000 }, 0.17],
    // 1,000 × 3 + 2,000 × 40 + 500 × 5 = 85,500
    ['audio and images in', { inputTokens: 3_500, audioInputTokens: 2_000, imageInputTokens: 500 }, 0.0855],
    // 1,000 × 15 + 100 × 80 + 100 × 30 = 26,000
    ['audio and images out', { outputTokens: 1_200, audioOutputTokens: 100, imageOutputTokens: 100 }, 0.026],
    // above 200,000: 200,001 × 6 + 1,000 × 22.5 = 1,222,506
    ['a long input makes all dearer', { inputTokens: 200_001, outputTokens: 1_000 }, 1.222506],
    // at 200,000 not yet: 200,000 × 3
    ['at the bound it does not', { inputTokens: 200_000 }, 0.6],
    ['no tokens cost nothing', { inputTokens: 0, outputTokens: 0 }, 0],
    ['parts larger than their whole are cut', { outputTokens: 10, reasoningOutputTokens: 99 }, 0.0002],
    ['negative counts count as none', { inputTokens: -5, outputTokens: 1_000 }, 0.015],
    ['counts that are no numbers as well', { inputTokens: Number.NaN, outputTokens: 1_000 }, 0.015],
    ['and endless ones', { inputTokens: Number.POSITIVE_INFINITY, outputTokens: 1_000 }, 0.015],
  ])('%s', (_, usage, usd) => expect(rich(usage)).toBeCloseTo(usd, 12));

  test('is paid at the price of the whole where a part has none', () => {
    const usage = {
      inputTokens: 1_000,
      cacheReadInputTokens: 500,
      cacheWriteInputTokens: 100,
      outputTokens: 100,
    };
    expect(costOf({ ...usage, reasoningOutputTokens: 50 }, 'plain', 'shop', table)).toBeCloseTo(0.0028, 12);
  });

  test('is unknown, not 0, without a price or without usage', () => {
    expect(costOf({ inputTokens: 1 }, 'unheard-of', 'openai')).toBeUndefined();
    expect(costOf({ inputTokens: 1 }, 'gpt-4o', 'ollama')).toBeUndefined();
    expect(costOf({}, 'gpt-4o', 'openai')).toBeUndefined();
    expect(costOf({ cacheReadInputTokens: 5 }, 'gpt-4o', 'openai')).toBeUndefined();
  });

  test('is 0 for a local model only where a table says so', () => {
    const free = { input: 0, output: 0, asOf: '2026-01-01', source: 'own machine' };
    const own = mergePrices(bundledPrices, { ollama: { '*': free } });
    expect(costOf({ inputTokens: 5_000, outputTokens: 10 }, 'llama3.2', 'ollama', own)).toBe(0);
  });
});

describe('the bundled table', () => {
  test.each<[string, string | undefined, TokenUsage, number]>([
    // 200 × 2.5 + 800 × 1.25 + 100 × 10
    [
      'gpt-4o-2024-08-06',
      'openai',
      { inputTokens: 1_000, cacheReadInputTokens: 800, outputTokens: 100 },
      0.0025,
    ],
    ['gpt-4o-2024-05-13', 'openai', { inputTokens: M }, 5],
    ['gpt-4o', 'azure.ai.openai', { outputTokens: M }, 10],
    // 100 × 3 + 900 × 0.3 + 1,000 × 3.75 + 10 × 15
    [
      'claude-sonnet-4-20250514',
      'anthropic',
      { inputTokens: 2_000, cacheReadInputTokens: 900, cacheWriteInputTokens: 1_000, outputTokens: 10 },
      0.00447,
    ],
    ['claude-sonnet-4@20250514', 'gcp.vertex_ai', { inputTokens: M }, 6 / 2],
    ['us.anthropic.claude-3-5-haiku-20241022-v1:0', 'aws.bedrock', { inputTokens: M }, 0.8],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'aws.bedrock', { outputTokens: M }, 5.5],
    ['global.anthropic.claude-haiku-4-5-20251001-v1:0', 'aws.bedrock', { outputTokens: M }, 5],
    ['models/gemini-2.5-flash', 'gcp.gemini', { inputTokens: M, audioInputTokens: M }, 1],
    ['gemini-2.5-pro', 'gcp.gen_ai', { inputTokens: 300_000 }, 0.75],
    ['openai/gpt-oss-20b', 'groq', { inputTokens: M }, 0.075],
    ['text-embedding-3-small', undefined, { inputTokens: M }, 0.02],
    ['ft:gpt-4o-mini-2024-07-18:acme::id', 'openai', { inputTokens: M }, 0.3],
    ['GPT-4o-mini', 'openai', { inputTokens: M }, 0.15],
    ['mistral-large-latest', 'mistral_ai', { inputTokens: M }, 2],
  ])('prices %s of %s', (model, provider, usage, usd) =>
    expect(costOf(usage, model, provider)).toBeCloseTo(usd, 10),
  );

  test.each(['gpt-4o-turbo', 'claude-opus-4-9', 'gpt-5.10', 'gpt-4omni', 'gemini-2.5-flash-ultra', ''])(
    'does not guess: %p has no price',
    (model) => expect(costOf({ inputTokens: 1 }, model)).toBeUndefined(),
  );

  test('gives day and source of every price, and no price below 0', () => {
    const prices = Object.values(bundledPrices).flatMap((models) => Object.values(models));
    expect(prices.length).toBeGreaterThan(150);
    for (const price of prices) {
      expect(price.asOf).toMatch(/^202\d-\d\d-\d\d$/);
      expect(price.source).toMatch(/^https:\/\//);
      expect(
        Math.min(price.input, price.output, price.cacheRead ?? 0, price.cacheWrite ?? 0),
      ).toBeGreaterThanOrEqual(0);
      expect(price.cacheRead ?? 0).toBeLessThanOrEqual(price.input);
    }
  });

  test('gives way to a table put over it', () => {
    const price = { input: 1, output: 2, asOf: '2026-11-01', source: 'contract' };
    const merged = mergePrices(bundledPrices, {
      openai: { 'gpt-4o': price },
      'azure.ai.openai': { 'gpt-4o': price },
    });
    expect(findPrice(merged, 'gpt-4o-2024-08-06', 'openai')).toBe(price);
    expect(findPrice(merged, 'gpt-4o', 'azure.ai.openai')).toBe(price);
    expect(findPrice(merged, 'gpt-4o-mini', 'openai')?.input).toBe(0.15);
    expect(findPrice(bundledPrices, 'gpt-4o', 'openai')?.input).toBe(2.5);
  });

  test('is found anew after a thousand names that it does not know', () => {
    for (let i = 0; i < 1_100; i += 1) findPrice(bundledPrices, `none-${i}`, 'openai');
    expect(findPrice(bundledPrices, 'gpt-4o', 'openai')?.input).toBe(2.5);
  });
});
