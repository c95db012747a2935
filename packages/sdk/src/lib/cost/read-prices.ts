/** The user's file of prices, put over the bundled table. */
import { readFileSync } from 'node:fs';
import {
  bundledPrices,
  type ModelPrice,
  mergePrices,
  type PriceTable,
  priceFields,
  SondeError,
} from '@sonde/conventions';
import { CORE_SCHEMA, load } from 'js-yaml';
import { nearestName } from '../config/nearest-name.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const longFields = ['aboveTokens', 'input', 'output', 'cacheRead', 'cacheWrite'] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The price table in force.
 *
 * @param file - Path of a YAML or JSON file `{asOf?, source?, providers: {<provider>: {<model>: {input, output, …}}}}`, in
 * USD per million tokens; empty for the bundled table alone.
 * @throws SondeError CONFIG_UNREADABLE_FILE, or CONFIG_INVALID_VALUE naming the key as it was written.
 */
export function readPrices(file: string): PriceTable {
  if (file === '') return bundledPrices;
  const content = new PriceFile(file, readContent(file));
  return mergePrices(bundledPrices, content.table());
}

function readContent(file: string): unknown {
  try {
    return load(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA });
  } catch (cause) {
    throw new SondeError(
      'CONFIG_UNREADABLE_FILE',
      `prices: cannot read ${file}: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

class PriceFile {
  readonly #file: string;
  readonly #content: unknown;

  constructor(file: string, content: unknown) {
    this.#file = file;
    this.#content = content;
  }

  table(): PriceTable {
    const top = this.#map(this.#content, '');
    this.#known(top, ['asOf', 'source', 'providers'], '');
    const { asOf = '', source = this.#file, providers } = top;
    if (asOf !== '' && !(typeof asOf === 'string' && DAY.test(asOf)))
      throw this.#invalid('asOf', asOf, 'a day as YYYY-MM-DD');
    if (typeof source !== 'string') throw this.#invalid('source', source, 'text');
    return Object.fromEntries(
      Object.entries(this.#map(providers, 'providers')).map(([provider, models]) => {
        const path = `providers.${provider}`;
        const priced = Object.entries(this.#map(models, path)).map(
          ([model, fields]) => [model, this.#price(fields, `${path}.${model}`, { asOf, source })] as const,
        );
        return [provider, Object.fromEntries(priced)];
      }),
    );
  }

  #price(written: unknown, path: string, from: Pick<ModelPrice, 'asOf' | 'source'>): ModelPrice {
    const fields = this.#map(written, path);
    this.#known(fields, [...priceFields, 'long'], path);
    const { long, ...amounts } = fields;
    this.#amounts(amounts, path);
    if (long !== undefined) {
      const longPath = `${path}.long`;
      this.#known(this.#map(long, longPath), longFields, longPath);
      this.#amounts(this.#map(long, longPath), longPath);
      this.#required(this.#map(long, longPath), 'aboveTokens', longPath);
    }
    return { ...(fields as unknown as ModelPrice), ...from };
  }

  #amounts(amounts: Fields, path: string): void {
    for (const [key, amount] of Object.entries(amounts))
      if (typeof amount !== 'number' || !(amount >= 0 && Number.isFinite(amount)))
        throw this.#invalid(`${path}.${key}`, amount, 'a number of 0 or more (USD per million tokens)');
    this.#required(amounts, 'input', path);
    this.#required(amounts, 'output', path);
  }

  #required(fields: Fields, key: string, path: string): void {
    if (fields[key] === undefined) throw this.#invalid(`${path}.${key}`, undefined, 'given');
  }

  #known(fields: Fields, known: readonly string[], path: string): void {
    const unknown = Object.keys(fields).find((key) => !known.includes(key));
    if (unknown === undefined) return;
    const nearest = nearestName(unknown, known);
    const key = path === '' ? unknown : `${path}.${unknown}`;
    throw new SondeError(
      'CONFIG_UNKNOWN_KEY',
      `prices: ${this.#file}: ${key} is not one of ${known.join(', ')}.${nearest ? ` Did you mean ${nearest}?` : ''}`,
    );
  }

  #map(value: unknown, path: string): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    throw this.#invalid(path, value, 'a map');
  }

  #invalid(key: string, value: unknown, expected: string): SondeError {
    const where = key === '' ? '' : ` ${key}:`;
    return new SondeError(
      'CONFIG_INVALID_VALUE',
      `prices: ${this.#file}:${where} ${JSON.stringify(value) ?? 'nothing'} is not ${expected}.`,
    );
  }
}
