/** What a call cost, from the tokens it used. */
import { bundledPrices } from './bundled-prices.ts';
import { findPrice } from './find-price.ts';
import type { ModelPrice, PriceTable } from './model-price.ts';

/** Tokens of one call, by the meaning of the GenAI conventions: the parts are contained in input and output. */
export interface TokenUsage {
  /** All input tokens, cached ones included. */
  readonly inputTokens?: number | undefined;
  /** All output tokens, reasoning included. */
  readonly outputTokens?: number | undefined;
  readonly cacheReadInputTokens?: number | undefined;
  readonly cacheWriteInputTokens?: number | undefined;
  readonly reasoningOutputTokens?: number | undefined;
  readonly audioInputTokens?: number | undefined;
  readonly audioOutputTokens?: number | undefined;
  readonly imageInputTokens?: number | undefined;
  readonly imageOutputTokens?: number | undefined;
}

const PER_MILLION = 1e-6;

/**
 * The cost of a call in USD.
 *
 * Each part is paid at its own price and taken from its whole once. A cached part that exceeds the input was evidently
 * not contained in it (Anthropic counts so): it is added then.
 *
 * @param usage - Tokens; counts that are negative or no numbers count as absent.
 * @param model - Name of the model that answered, or that was asked for.
 * @param provider - Value of `gen_ai.provider.name`, where known.
 * @param table - Prices (the bundled ones).
 * @returns 0 or more; undefined when the model has no price or no usage is known: an unknown cost is not 0.
 * @example
 * costOf({ inputTokens: 1_000, cacheReadInputTokens: 800, outputTokens: 100 }, 'gpt-4o', 'openai'); // 0.0025
 */
export function costOf(
  usage: TokenUsage,
  model: string,
  provider?: string,
  table: PriceTable = bundledPrices,
): number | undefined {
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return undefined;
  const price = findPrice(table, model, provider);
  return price && (inputCost(usage, price) + outputCost(usage, price)) * PER_MILLION;
}

function inputCost(usage: TokenUsage, price: ModelPrice): number {
  const read = count(usage.cacheReadInputTokens);
  const write = count(usage.cacheWriteInputTokens);
  const input = wholeInput(usage);
  const audio = part(usage.audioInputTokens, input - read - write);
  const image = part(usage.imageInputTokens, input - read - write - audio);
  const { input: base, cacheRead = base, cacheWrite = base } = tier(price, input);
  return (
    read * cacheRead +
    write * cacheWrite +
    audio * (price.inputAudio ?? base) +
    image * (price.inputImage ?? base) +
    (input - read - write - audio - image) * base
  );
}

function outputCost(usage: TokenUsage, price: ModelPrice): number {
  const output = count(usage.outputTokens);
  const reasoning = part(usage.reasoningOutputTokens, output);
  const audio = part(usage.audioOutputTokens, output - reasoning);
  const image = part(usage.imageOutputTokens, output - reasoning - audio);
  const { output: base } = tier(price, wholeInput(usage));
  return (
    reasoning * (price.reasoning ?? base) +
    audio * (price.outputAudio ?? base) +
    image * (price.outputImage ?? base) +
    (output - reasoning - audio - image) * base
  );
}

function wholeInput(usage: TokenUsage): number {
  const cached = count(usage.cacheReadInputTokens) + count(usage.cacheWriteInputTokens);
  const given = count(usage.inputTokens);
  return cached > given ? given + cached : given;
}

function tier(
  price: ModelPrice,
  inputTokens: number,
): Pick<ModelPrice, 'input' | 'output' | 'cacheRead' | 'cacheWrite'> {
  return price.long !== undefined && inputTokens > price.long.aboveTokens ? price.long : price;
}

function part(tokens: number | undefined, whole: number): number {
  return Math.min(count(tokens), whole);
}

function count(tokens: number | undefined): number {
  return tokens !== undefined && tokens > 0 && Number.isFinite(tokens) ? tokens : 0;
}
