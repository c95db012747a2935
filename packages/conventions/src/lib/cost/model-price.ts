/** What a price of a model is, and tables of them. */

/** Prices of one model, in USD per million tokens. A part that has no price of its own costs what its whole costs. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  /** Input tokens served from a cache (input). */
  readonly cacheRead?: number;
  /** Input tokens written to a cache (input). */
  readonly cacheWrite?: number;
  /** Output tokens spent on reasoning, where they are billed apart (output). */
  readonly reasoning?: number;
  readonly inputAudio?: number;
  readonly outputAudio?: number;
  readonly inputImage?: number;
  readonly outputImage?: number;
  /** Prices of a request with more input than `aboveTokens`: all of its tokens cost these. */
  readonly long?: LongContextPrice;
  /** Day on which the price was read, as YYYY-MM-DD. */
  readonly asOf: string;
  /** Where it was read: a page, or what the user says. */
  readonly source: string;
}

/** Prices of a request with a long input, in USD per million tokens. */
export interface LongContextPrice {
  readonly aboveTokens: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/**
 * Prices by provider (the values of `gen_ai.provider.name`) and model. A model's name also stands for its dated and
 * numbered versions; a name that ends in `*` stands for all that begins so.
 */
export type PriceTable = Readonly<Record<string, Readonly<Record<string, ModelPrice>>>>;

/** Fields of a price that are amounts of money. */
export const priceFields = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'reasoning',
  'inputAudio',
  'outputAudio',
  'inputImage',
  'outputImage',
] as const satisfies readonly (keyof ModelPrice)[];

/**
 * Puts one table over another: what both name is taken from the second.
 *
 * @param base - The table below.
 * @param over - The table above.
 */
export function mergePrices(base: PriceTable, over: PriceTable): PriceTable {
  const merged: Record<string, Readonly<Record<string, ModelPrice>>> = { ...base };
  for (const [provider, models] of Object.entries(over))
    merged[provider] = { ...merged[provider], ...models };
  return merged;
}
