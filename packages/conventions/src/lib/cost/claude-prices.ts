/** Prices of Claude, from its maker and on Bedrock. Cache writes are those that live five minutes. */
import type { ModelPrice } from './model-price.ts';
import { type PriceRow, priced } from './price-row.ts';

const CHECKED = '2026-07-29';

/** A cached token costs a tenth of an input token, a written one a quarter more: the rule of the price page. */
function claude(model: string, input: number, output: number, more?: Partial<ModelPrice>): PriceRow {
  return [model, CHECKED, input, output, { cacheRead: input / 10, cacheWrite: input * 1.25, ...more }];
}

const rows: readonly PriceRow[] = [
  claude('claude-3-haiku', 0.25, 1.25, { cacheRead: 0.03, cacheWrite: 0.3 }),
  claude('claude-3-sonnet', 3, 15),
  claude('claude-3-opus', 15, 75),
  claude('claude-3-5-haiku', 0.8, 4),
  claude('claude-3-5-sonnet', 3, 15),
  claude('claude-3-7-sonnet', 3, 15),
  claude('claude-sonnet-4', 3, 15),
  claude('claude-sonnet-4-0', 3, 15),
  claude('claude-sonnet-4-5', 3, 15, {
    long: { aboveTokens: 200_000, input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5 },
  }),
  claude('claude-sonnet-4-6', 3, 15),
  claude('claude-sonnet-5', 3, 15),
  claude('claude-haiku-4-5', 1, 5),
  claude('claude-opus-4', 15, 75),
  claude('claude-opus-4-0', 15, 75),
  claude('claude-opus-4-1', 15, 75),
  claude('claude-opus-4-5', 5, 25),
  claude('claude-opus-4-6', 5, 25),
  claude('claude-opus-4-7', 5, 25),
  claude('claude-opus-4-8', 5, 25),
  claude('claude-opus-5', 5, 25),
  claude('claude-fable-5', 10, 50),
];

/** From these on a regional endpoint costs a tenth more than the global one. */
const surcharged = /^claude-(fable|haiku-4-5|opus-(4-[5-9]|5)|sonnet-(4-[56]|5))/;
const REGIONAL_FACTOR = 1.1;
const regions = ['', 'us.', 'eu.', 'apac.', 'jp.', 'au.'] as const;

/** Claude at Anthropic. */
export const anthropicPrices: Readonly<Record<string, ModelPrice>> = priced(
  'https://www.anthropic.com/pricing#api',
  rows,
);

/** Claude on Bedrock, global and regional. */
export const bedrockClaudePrices: Readonly<Record<string, ModelPrice>> = priced(
  'https://aws.amazon.com/bedrock/pricing/',
  rows.flatMap((row) => [
    renamed(row, `global.anthropic.${row[0]}`, 1),
    ...regions.map((region) =>
      renamed(row, `${region}anthropic.${row[0]}`, surcharged.test(row[0]) ? REGIONAL_FACTOR : 1),
    ),
  ]),
);

function renamed([, asOf, input, output, more = {}]: PriceRow, name: string, factor: number): PriceRow {
  const { cacheRead = input, cacheWrite = input, long } = more;
  return [
    name,
    asOf,
    input * factor,
    output * factor,
    {
      cacheRead: cacheRead * factor,
      cacheWrite: cacheWrite * factor,
      ...(long && { long: longer(long, factor) }),
    },
  ];
}

function longer(long: NonNullable<ModelPrice['long']>, factor: number): NonNullable<ModelPrice['long']> {
  const { aboveTokens, input, output, cacheRead = input, cacheWrite = input } = long;
  return {
    aboveTokens,
    input: input * factor,
    output: output * factor,
    cacheRead: cacheRead * factor,
    cacheWrite: cacheWrite * factor,
  };
}
