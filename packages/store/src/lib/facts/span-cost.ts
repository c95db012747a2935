/** What a span cost: as its SDK told it, else by the bundled prices. */
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
  ATTR_SONDE_COST_USD,
  costOf,
  type TokenUsage,
} from '@sonde/conventions';
import type { AnyValueMap } from '@sonde/otlp';
import { textOf } from './json-value.ts';

/** Cost of a span in USD. */
export interface SpanCost {
  /** 0 where nothing was used, and where the price is not known. */
  readonly costUsd: number;
  /** It used tokens of a model whose price nobody knows: its cost is not 0. */
  readonly isUnpriced: boolean;
}

/**
 * Reads or computes the cost.
 *
 * @param attributes - Of the span.
 * @param isModelCall - Only those are computed: usage of an agent is the sum of the calls inside it.
 */
export function spanCost(attributes: AnyValueMap, isModelCall: boolean): SpanCost {
  const told = amount(attributes, ATTR_SONDE_COST_USD);
  if (told !== undefined) return { costUsd: told, isUnpriced: false };
  const usage = usageOf(attributes);
  if (!isModelCall || !(usage.inputTokens || usage.outputTokens)) return { costUsd: 0, isUnpriced: false };
  const provider = textOf(attributes, ATTR_GEN_AI_PROVIDER_NAME) || undefined;
  // Either may be the name that the table has: of a dated model, or of the one that was asked for.
  for (const name of [ATTR_GEN_AI_RESPONSE_MODEL, ATTR_GEN_AI_REQUEST_MODEL]) {
    const model = textOf(attributes, name);
    const costUsd = model === '' ? undefined : costOf(usage, model, provider);
    if (costUsd !== undefined) return { costUsd, isUnpriced: false };
  }
  return { costUsd: 0, isUnpriced: true };
}

function usageOf(attributes: AnyValueMap): TokenUsage {
  return {
    inputTokens: amount(attributes, ATTR_GEN_AI_USAGE_INPUT_TOKENS),
    outputTokens: amount(attributes, ATTR_GEN_AI_USAGE_OUTPUT_TOKENS),
    cacheReadInputTokens: amount(attributes, ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS),
    cacheWriteInputTokens: amount(attributes, ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS),
    reasoningOutputTokens: amount(attributes, ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS),
    audioInputTokens: amount(attributes, ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS),
    audioOutputTokens: amount(attributes, ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS),
    imageInputTokens: amount(attributes, ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS),
    imageOutputTokens: amount(attributes, ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS),
  };
}

/** A number that is 0 or more; anything else is as good as absent. Some senders write numbers as text. */
function amount(attributes: AnyValueMap, name: string): number | undefined {
  const text = textOf(attributes, name);
  const value = text === '' ? Number.NaN : Number(text);
  return value >= 0 && Number.isFinite(value) ? value : undefined;
}
