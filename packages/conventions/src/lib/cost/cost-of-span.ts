/** Usage and cost as the attributes of a span tell them. */
import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
} from '../generated/attributes.ts';
import { bundledPrices } from './bundled-prices.ts';
import { costOf, type TokenUsage } from './cost-of.ts';
import type { PriceTable } from './model-price.ts';

/**
 * Tokens that a span tells.
 *
 * @param amountOf - Number of tokens under an attribute's name; undefined when there is none.
 */
export function usageOfSpan(amountOf: (name: string) => number | undefined): TokenUsage {
  return {
    inputTokens: amountOf(ATTR_GEN_AI_USAGE_INPUT_TOKENS),
    outputTokens: amountOf(ATTR_GEN_AI_USAGE_OUTPUT_TOKENS),
    cacheReadInputTokens: amountOf(ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS),
    cacheWriteInputTokens: amountOf(ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS),
    reasoningOutputTokens: amountOf(ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS),
    audioInputTokens: amountOf(ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS),
    audioOutputTokens: amountOf(ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS),
    imageInputTokens: amountOf(ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS),
    imageOutputTokens: amountOf(ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS),
  };
}

/**
 * Cost of a call in USD, by the model that answered, else by the one that was asked for: either may be the name that the
 * table has, of a dated model or of the line it belongs to.
 *
 * @param usage - Tokens of the call.
 * @param textOf - Text under an attribute's name; empty or undefined when there is none.
 * @param table - Prices (the bundled ones).
 * @returns 0 or more; undefined when neither model has a price or no usage is known.
 */
export function costOfSpan(
  usage: TokenUsage,
  textOf: (name: string) => string | undefined,
  table: PriceTable = bundledPrices,
): number | undefined {
  const provider = textOf(ATTR_GEN_AI_PROVIDER_NAME) || undefined;
  for (const name of [ATTR_GEN_AI_RESPONSE_MODEL, ATTR_GEN_AI_REQUEST_MODEL]) {
    const model = textOf(name);
    const cost = model ? costOf(usage, model, provider, table) : undefined;
    if (cost !== undefined) return cost;
  }
  return undefined;
}
