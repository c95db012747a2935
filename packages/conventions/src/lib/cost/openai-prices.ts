/** Prices of OpenAI's models. */
import type { ModelPrice } from './model-price.ts';
import { type PriceRow, priced } from './price-row.ts';

const rows: readonly PriceRow[] = [
  ['gpt-3.5-turbo', '2025-07-04', 0.5, 1.5],
  ['gpt-35-turbo', '2025-07-04', 0.5, 1.5],
  ['gpt-4', '2025-07-04', 30, 60],
  ['gpt-4-0125-preview', '2025-07-04', 10, 30],
  ['gpt-4-1106-preview', '2025-07-04', 10, 30],
  ['gpt-4-turbo', '2025-07-04', 10, 30],
  ['gpt-4.1', '2025-07-04', 2, 8, { cacheRead: 0.5 }],
  ['gpt-4.1-mini', '2025-07-04', 0.4, 1.6, { cacheRead: 0.1 }],
  ['gpt-4.1-nano', '2025-07-04', 0.1, 0.4, { cacheRead: 0.025 }],
  ['gpt-4o', '2025-07-04', 2.5, 10, { cacheRead: 1.25 }],
  // The first snapshot kept its price when the name came to mean a cheaper one.
  ['gpt-4o-2024-05-13', '2026-08-21', 5, 15],
  ['ft:gpt-4o-2024*', '2026-08-21', 3.75, 15, { cacheRead: 1.875 }],
  ['gpt-4o-mini', '2025-07-04', 0.15, 0.6, { cacheRead: 0.075 }],
  ['ft:gpt-4o-mini*', '2026-08-21', 0.3, 1.2, { cacheRead: 0.15 }],
  ['gpt-4o-mini-realtime', '2025-07-04', 0.6, 2.4, { cacheRead: 0.3, inputAudio: 10, outputAudio: 20 }],
  ['gpt-4o-realtime', '2025-07-04', 5, 20, { cacheRead: 2.5, inputAudio: 40, outputAudio: 80 }],
  ['gpt-5', '2025-11-13', 1.25, 10, { cacheRead: 0.125 }],
  ['gpt-5-chat', '2025-11-13', 1.25, 10, { cacheRead: 0.125 }],
  ['gpt-5-codex', '2025-11-13', 1.25, 10, { cacheRead: 0.125 }],
  ['gpt-5-mini', '2025-11-13', 0.25, 2, { cacheRead: 0.025 }],
  ['gpt-5-nano', '2025-11-13', 0.05, 0.4, { cacheRead: 0.005 }],
  ['gpt-5-pro', '2025-11-13', 15, 120],
  ['gpt-5.1', '2025-11-13', 1.25, 10, { cacheRead: 0.125 }],
  ['gpt-5.1-chat', '2025-11-13', 1.25, 10, { cacheRead: 0.125 }],
  ['gpt-5.1-codex', '2025-11-13', 1.25, 10, { cacheRead: 0.125 }],
  ['gpt-5.1-codex-max', '2025-11-13', 1.25, 10, { cacheRead: 0.125 }],
  ['gpt-5.1-codex-mini', '2025-11-13', 0.25, 2, { cacheRead: 0.025 }],
  ['gpt-5.2', '2025-12-11', 1.75, 14, { cacheRead: 0.175 }],
  ['gpt-5.2-chat', '2025-12-11', 1.75, 14, { cacheRead: 0.175 }],
  ['gpt-5.2-codex', '2025-12-11', 1.75, 14, { cacheRead: 0.175 }],
  ['gpt-5.2-pro', '2025-12-11', 21, 168],
  ['gpt-5.3', '2026-05-07', 1.75, 14, { cacheRead: 0.175 }],
  ['gpt-5.3-chat', '2026-05-07', 1.75, 14, { cacheRead: 0.175 }],
  ['gpt-5.3-codex', '2026-02-05', 1.75, 14, { cacheRead: 0.175 }],
  ['gpt-5.4', '2026-03-06', 2.5, 15, { cacheRead: 0.25, long: long(5, 22.5, { cacheRead: 0.5 }) }],
  ['gpt-5.4-mini', '2026-03-18', 0.75, 4.5, { cacheRead: 0.075 }],
  ['gpt-5.4-nano', '2026-03-18', 0.2, 1.25, { cacheRead: 0.02 }],
  ['gpt-5.4-pro', '2026-03-06', 30, 180, { long: long(60, 270) }],
  ['gpt-5.5', '2026-04-24', 5, 30, { cacheRead: 0.5 }],
  ['gpt-5.5-chat', '2026-04-24', 5, 30, { cacheRead: 0.5 }],
  ['gpt-5.5-codex', '2026-04-24', 5, 30, { cacheRead: 0.5 }],
  ['gpt-5.5-pro', '2026-04-24', 30, 180],
  ['gpt-5.6', '2026-08-02', 5, 30, sol()],
  ['gpt-5.6-sol', '2026-08-02', 5, 30, sol()],
  [
    'gpt-5.6-terra',
    '2026-08-02',
    2,
    12,
    { cacheRead: 0.2, cacheWrite: 2.5, long: long(4, 18, { cacheRead: 0.4, cacheWrite: 5 }) },
  ],
  [
    'gpt-5.6-luna',
    '2026-08-02',
    0.2,
    1.2,
    { cacheRead: 0.02, cacheWrite: 0.25, long: long(0.4, 1.8, { cacheRead: 0.04, cacheWrite: 0.5 }) },
  ],
  ['gpt-audio', '2026-06-26', 2.5, 10, { inputAudio: 32, outputAudio: 64 }],
  ['gpt-audio-mini', '2026-06-26', 0.6, 2.4, { inputAudio: 10, outputAudio: 20 }],
  ['gpt-image-1', '2026-07-22', 5, 40, { cacheRead: 1.25, inputImage: 10 }],
  ['gpt-image-1-mini', '2026-07-22', 2, 8, { cacheRead: 0.2, inputImage: 2.5 }],
  ['gpt-image-1.5', '2026-07-22', 5, 10, { cacheRead: 1.25, inputImage: 8, outputImage: 32 }],
  ['gpt-image-2', '2026-07-22', 5, 30, { cacheRead: 1.25, inputImage: 8 }],
  ['gpt-realtime', '2026-07-22', 4, 16, { cacheRead: 0.4, inputAudio: 32, outputAudio: 64, inputImage: 5 }],
  ['gpt-realtime-mini', '2026-07-22', 0.6, 2.4, { cacheRead: 0.06, inputAudio: 10, outputAudio: 20 }],
  ['o1', '2025-07-04', 15, 60, { cacheRead: 7.5 }],
  ['o1-mini', '2025-07-04', 1.1, 4.4, { cacheRead: 0.55 }],
  ['o1-pro', '2025-07-04', 150, 600],
  ['o3', '2025-07-12', 2, 8, { cacheRead: 0.5 }],
  ['o3-mini', '2025-07-04', 1.1, 4.4, { cacheRead: 0.55 }],
  ['o3-pro', '2026-08-21', 20, 80],
  ['o3-deep-research', '2026-08-21', 10, 40, { cacheRead: 2.5 }],
  ['o4-mini', '2025-07-04', 1.1, 4.4, { cacheRead: 0.275 }],
  ['o4-mini-deep-research', '2026-08-21', 2, 8, { cacheRead: 0.5 }],
  ['text-embedding-3-large', '2025-07-04', 0.13, 0],
  ['text-embedding-3-small', '2025-07-04', 0.02, 0],
  ['text-embedding-ada-002', '2025-07-04', 0.1, 0],
];

/** Models of OpenAI. */
export const openaiPrices: Readonly<Record<string, ModelPrice>> = priced(
  'https://platform.openai.com/docs/pricing',
  rows,
);

function long(
  input: number,
  output: number,
  cache: { readonly cacheRead?: number; readonly cacheWrite?: number } = {},
): NonNullable<ModelPrice['long']> {
  return { aboveTokens: 272_000, input, output, ...cache };
}

function sol(): Omit<ModelPrice, 'input' | 'output' | 'asOf' | 'source'> {
  return { cacheRead: 0.5, cacheWrite: 6.25, long: long(10, 45, { cacheRead: 1, cacheWrite: 12.5 }) };
}
