/** Rows of the bundled price table, and the prices they stand for. */
import type { ModelPrice } from './model-price.ts';

/** Model, day on which the price was read, USD per million tokens of input and output, and what else has a price. */
export type PriceRow = readonly [
  model: string,
  asOf: string,
  input: number,
  output: number,
  more?: Omit<ModelPrice, 'input' | 'output' | 'asOf' | 'source'>,
];

/** Turns the rows of one page into prices by model. */
export function priced(source: string, rows: readonly PriceRow[]): Readonly<Record<string, ModelPrice>> {
  return Object.fromEntries(
    rows.map(([model, asOf, input, output, more]) => [model, { input, output, ...more, asOf, source }]),
  );
}
