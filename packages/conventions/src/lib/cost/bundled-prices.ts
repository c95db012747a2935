/**
 * The price table that comes with Sonde: list prices of the providers' own APIs, standard service, text unless said.
 * Each row has the day on which the provider's page was checked, by Sonde or by the public catalogue
 * pydantic/genai-prices (state of 2026-08-21, which also stands for rows without a day there).
 */
import { anthropicPrices, bedrockClaudePrices } from './claude-prices.ts';
import type { ModelPrice, PriceTable } from './model-price.ts';
import { openaiPrices } from './openai-prices.ts';
import { type PriceRow, priced } from './price-row.ts';

const google: readonly PriceRow[] = [
  ['gemini-2.0-flash', '2025-07-04', 0.1, 0.4, { cacheRead: 0.025, inputAudio: 0.7 }],
  ['gemini-2.0-flash-lite', '2025-07-04', 0.075, 0.3],
  ['gemini-2.5-flash', '2025-10-31', 0.3, 2.5, { cacheRead: 0.03, inputAudio: 1 }],
  ['gemini-2.5-flash-image', '2026-07-22', 0.3, 2.5, { outputImage: 30 }],
  ['gemini-2.5-flash-lite', '2025-10-31', 0.1, 0.4, { cacheRead: 0.01, inputAudio: 0.3 }],
  ['gemini-2.5-pro', '2025-10-31', 1.25, 10, { cacheRead: 0.125, long: long(200_000, 2.5, 15, 0.25) }],
  ['gemini-3-flash', '2025-12-19', 0.5, 3, { cacheRead: 0.05, inputAudio: 1 }],
  ['gemini-3-pro', '2025-11-18', 2, 12, { cacheRead: 0.2, long: long(200_000, 4, 18, 0.4) }],
  ['gemini-3-pro-image', '2026-07-22', 2, 12, { outputImage: 120 }],
  ['gemini-3.1-flash-image', '2026-07-22', 0.5, 3, { outputImage: 60 }],
  ['gemini-3.1-flash-lite', '2026-05-12', 0.25, 1.5, { cacheRead: 0.025, inputAudio: 0.5 }],
  ['gemini-3.1-pro', '2026-02-23', 2, 12, { cacheRead: 0.2, long: long(200_000, 4, 18, 0.4) }],
  ['gemini-3.5-flash', '2026-05-19', 1.5, 9, { cacheRead: 0.15 }],
  ['gemini-3.5-flash-lite', '2026-07-22', 0.3, 2.5, { cacheRead: 0.03 }],
  ['gemini-3.6-flash', '2026-08-13', 1.5, 7.5, { cacheRead: 0.15 }],
  ['gemini-3.7-flash', '2026-08-13', 1.5, 7.5, { cacheRead: 0.15 }],
  ['gemini-embedding-001', '2026-08-21', 0.15, 0],
  ['gemini-embedding-2', '2026-07-22', 0.2, 0, { inputImage: 0.45, inputAudio: 6.5 }],
];

const mistral: readonly PriceRow[] = [
  ['codestral', '2025-07-04', 0.3, 0.9],
  ['codestral-2508', '2026-06-09', 0.3, 0.9, { cacheRead: 0.03 }],
  ['devstral-2512', '2026-06-09', 0.4, 2, { cacheRead: 0.04 }],
  ['magistral-medium', '2025-08-12', 2, 5],
  ['magistral-small', '2025-08-12', 0.5, 1.5],
  ['ministral-3b-2512', '2026-06-09', 0.1, 0.1, { cacheRead: 0.01 }],
  ['ministral-8b', '2025-08-12', 0.1, 0.1],
  ['ministral-14b-2512', '2026-06-09', 0.2, 0.2, { cacheRead: 0.02 }],
  ['mistral-embed', '2026-08-21', 0.1, 0],
  ['mistral-large', '2025-07-04', 2, 6],
  ['mistral-large-2512', '2026-06-09', 0.5, 1.5, { cacheRead: 0.05 }],
  ['mistral-medium', '2025-08-12', 0.4, 2],
  ['mistral-medium-3', '2025-08-12', 0.4, 2],
  ['mistral-nemo', '2025-07-04', 0.15, 0.15],
  ['mistral-small', '2025-07-04', 0.1, 0.3],
  ['mistral-small-2603', '2026-06-09', 0.15, 0.6, { cacheRead: 0.015 }],
  ['open-mistral-nemo', '2025-07-04', 0.15, 0.15],
  ['pixtral-12b', '2025-07-04', 0.15, 0.15],
  ['pixtral-large', '2026-08-21', 2, 6],
];

const deepseek: readonly PriceRow[] = [
  ['deepseek-v4-flash', '2026-05-12', 0.14, 0.28, { cacheRead: 0.0028 }],
  ['deepseek-v4-pro', '2026-06-02', 0.435, 0.87, { cacheRead: 0.003625 }],
];

const xai: readonly PriceRow[] = [
  ['grok-3', '2025-07-12', 3, 15, { cacheRead: 0.75 }],
  ['grok-3-mini', '2025-07-12', 0.3, 0.5, { cacheRead: 0.075 }],
  ['grok-4', '2025-07-12', 3, 15, { cacheRead: 0.75 }],
  ['grok-4-fast*', '2026-01-19', 0.2, 0.5, { cacheRead: 0.05 }],
  ['grok-4-1-fast*', '2026-01-19', 0.2, 0.5, { cacheRead: 0.05 }],
  ['grok-4.20', '2026-06-09', 1.25, 2.5, { cacheRead: 0.2 }],
  ['grok-4.20-multi-agent', '2026-06-09', 2, 6, { cacheRead: 0.2 }],
  ['grok-4.3', '2026-05-12', 1.25, 2.5, { cacheRead: 0.2 }],
  ['grok-4.5', '2026-07-08', 2, 6, { cacheRead: 0.5 }],
  ['grok-code-fast-1', '2026-01-19', 0.2, 1.5, { cacheRead: 0.02 }],
];

const groq: readonly PriceRow[] = [
  ['llama-3.1-8b-instant', '2025-08-12', 0.05, 0.08],
  ['llama-3.3-70b-versatile', '2025-08-12', 0.59, 0.79],
  ['meta-llama/llama-4-maverick-17b-128e-instruct', '2025-08-12', 0.2, 0.6],
  ['meta-llama/llama-4-scout-17b-16e-instruct', '2025-08-12', 0.11, 0.34],
  ['moonshotai/kimi-k2-instruct', '2025-08-12', 1, 3, { cacheRead: 0.5 }],
  ['openai/gpt-oss-120b', '2025-08-06', 0.15, 0.6, { cacheRead: 0.075 }],
  ['openai/gpt-oss-20b', '2025-08-06', 0.075, 0.3, { cacheRead: 0.0375 }],
  ['qwen/qwen3-32b', '2025-08-12', 0.29, 0.59],
];

const cohere: readonly PriceRow[] = [
  ['command-a', '2025-07-04', 2.5, 10],
  ['command-a-03-2025', '2025-07-04', 2.5, 10],
  ['command-r', '2025-07-04', 0.15, 0.6],
  ['command-r-08-2024', '2025-07-04', 0.15, 0.6],
  ['command-r-plus', '2025-07-04', 2.5, 10],
  ['command-r-plus-08-2024', '2025-07-04', 2.5, 10],
  ['command-r7b', '2025-07-04', 0.0375, 0.15],
  ['command-r7b-12-2024', '2025-07-04', 0.0375, 0.15],
  ['embed-v4.0', '2025-12-10', 0.12, 0],
];

/** Its price per request is not in here: only tokens are. */
const perplexity: readonly PriceRow[] = [['sonar-deep-research', '2026-07-22', 2, 8, { reasoning: 3 }]];

const moonshot: readonly PriceRow[] = [
  ['kimi-k2-thinking', '2026-03-11', 0.6, 2.5, { cacheRead: 0.15 }],
  ['kimi-k2-thinking-turbo', '2026-03-11', 1.15, 8, { cacheRead: 0.15 }],
  ['kimi-k2-turbo', '2026-03-11', 1.15, 8, { cacheRead: 0.15 }],
  ['kimi-k2', '2026-03-11', 0.6, 2.5, { cacheRead: 0.15 }],
  ['kimi-k2.5', '2026-03-11', 0.6, 3, { cacheRead: 0.1 }],
  ['kimi-k2.6', '2026-05-22', 0.95, 4, { cacheRead: 0.16 }],
  ['kimi-k3', '2026-07-16', 3, 15, { cacheRead: 0.3 }],
];

const voyage: readonly PriceRow[] = [
  ['voyage-3-large', '2026-06-18', 0.18, 0],
  ['voyage-3.5', '2026-06-18', 0.06, 0],
  ['voyage-3.5-lite', '2026-06-18', 0.02, 0],
  ['voyage-4', '2026-06-18', 0.06, 0],
  ['voyage-4-large', '2026-06-18', 0.12, 0],
  ['voyage-4-lite', '2026-06-18', 0.02, 0],
  ['voyage-code-3', '2026-06-18', 0.18, 0],
];

const nova: readonly PriceRow[] = ['', 'us.', 'eu.', 'apac.'].flatMap((region): readonly PriceRow[] => [
  [`${region}amazon.nova-lite`, '2026-08-21', 0.06, 0.24, { cacheRead: 0.015 }],
  [`${region}amazon.nova-micro`, '2026-08-21', 0.035, 0.14, { cacheRead: 0.00875 }],
  [`${region}amazon.nova-pro`, '2026-08-21', 0.8, 3.2, { cacheRead: 0.2 }],
  [`${region}amazon.nova-premier`, '2026-08-21', 2.5, 12.5, { cacheRead: 0.625 }],
]);

/** The bundled price table, by provider and model. */
export const bundledPrices: PriceTable = {
  openai: openaiPrices,
  anthropic: anthropicPrices,
  'gcp.gen_ai': priced('https://ai.google.dev/gemini-api/docs/pricing', google),
  'aws.bedrock': { ...bedrockClaudePrices, ...priced('https://aws.amazon.com/bedrock/pricing/', nova) },
  mistral_ai: priced('https://mistral.ai/pricing#api-pricing', mistral),
  deepseek: priced('https://api-docs.deepseek.com/quick_start/pricing', deepseek),
  x_ai: priced('https://docs.x.ai/docs/models', xai),
  groq: priced('https://groq.com/pricing/', groq),
  cohere: priced('https://cohere.com/pricing', cohere),
  perplexity: priced('https://docs.perplexity.ai/docs/getting-started/pricing', perplexity),
  moonshot_ai: priced('https://platform.moonshot.ai/docs/pricing/chat', moonshot),
  voyageai: priced('https://docs.voyageai.com/docs/pricing', voyage),
};

function long(
  aboveTokens: number,
  input: number,
  output: number,
  cacheRead: number,
): NonNullable<ModelPrice['long']> {
  return { aboveTokens, input, output, cacheRead };
}
