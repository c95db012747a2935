/** What a span cost, by its usage and the price table. */
import {
  ATTR_GEN_AI_OPERATION_NAME,
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
  ATTR_SONDE_OPERATION_KIND,
  costOf,
  kindOfOperation,
  type PriceTable,
} from '@sonde/conventions';

type SpanAttributes = Readonly<Record<string, unknown>>;

/**
 * The cost of an ended span; undefined when it has none to tell: no usage, no price, a cost already, or an operation whose
 * usage is the sum of the calls inside it, such as an agent's.
 */
export function spanCost(attributes: SpanAttributes, prices: PriceTable): number | undefined {
  const inputTokens = count(attributes[ATTR_GEN_AI_USAGE_INPUT_TOKENS]);
  const outputTokens = count(attributes[ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  if (attributes[ATTR_SONDE_COST_USD] !== undefined || !isPaidFor(attributes)) return undefined;
  const provider = text(attributes[ATTR_GEN_AI_PROVIDER_NAME]);
  const usage = { inputTokens, outputTokens, ...parts(attributes) };
  // The answer may name a dated model that the table lacks, and the request the one it has, or the other way round.
  for (const name of [ATTR_GEN_AI_RESPONSE_MODEL, ATTR_GEN_AI_REQUEST_MODEL]) {
    const model = text(attributes[name]);
    const cost = model === undefined ? undefined : costOf(usage, model, provider, prices);
    if (cost !== undefined) return cost;
  }
  return undefined;
}

function parts(attributes: SpanAttributes): Parameters<typeof costOf>[0] {
  return {
    cacheReadInputTokens: count(attributes[ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]),
    cacheWriteInputTokens: count(attributes[ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]),
    reasoningOutputTokens: count(attributes[ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]),
    audioInputTokens: count(attributes[ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS]),
    audioOutputTokens: count(attributes[ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS]),
    imageInputTokens: count(attributes[ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS]),
    imageOutputTokens: count(attributes[ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS]),
  };
}

function isPaidFor(attributes: SpanAttributes): boolean {
  const kind = kindOfOperation(attributes[ATTR_SONDE_OPERATION_KIND], attributes[ATTR_GEN_AI_OPERATION_NAME]);
  return kind === undefined || kind === 'llm' || kind === 'embeddings';
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
