/** Facts that the assistant can look up: a number with its unit, and the text it was read from. */
import { type Country, textOf } from './corpus.ts';

/** Names of the facts. */
export const factNames = ['area', 'highest point', 'coastline', 'population'] as const;

/** Name of a fact. */
export type FactName = (typeof factNames)[number];

/** What is known. */
export interface Fact {
  readonly country: string;
  readonly fact: FactName;
  readonly value: number;
  readonly unit: string;
  readonly text: string;
}

const sources = {
  area: { unit: 'sq km', of: ({ Geography }: Country) => textOf(Geography['Area']) },
  'highest point': { unit: 'm', of: highestPoint },
  coastline: { unit: 'km', of: ({ Geography }: Country) => textOf(Geography['Coastline']) },
  population: {
    unit: 'people',
    of: (country: Country) => textOf(country['People and Society']['Population']),
  },
} satisfies Record<FactName, { unit: string; of: (country: Country) => string | undefined }>;

/**
 * Reads a fact from the profile of a country.
 *
 * @returns undefined when the profile does not say it, or says it without a number.
 */
export function factOf(country: Country, fact: FactName): Fact | undefined {
  const { unit, of } = sources[fact];
  const text = of(country);
  const value = fact === 'population' ? (numberIn(text) ?? 0) : numberIn(text, unit);
  return value === undefined
    ? undefined
    : { country: country.name, fact, value, unit, text: text ?? 'uninhabited' };
}

function highestPoint({ Geography }: Country): string | undefined {
  const highest = Geography['Elevation extremes']?.['highest point'];
  return typeof highest === 'object' ? highest.text : undefined;
}

const multiples: Readonly<Record<string, number>> = { million: 1e6, billion: 1e9, trillion: 1e12 };

/** First number in a text, in front of the unit when one is named. */
export function numberIn(text: string | undefined, unit = ''): number | undefined {
  const pattern = new RegExp(`(-?\\d[\\d,]*(?:\\.\\d+)?)\\s*(million|billion|trillion)?\\s*${unit}\\b`);
  const match = pattern.exec(text ?? '');
  if (match === null) return undefined;
  return Number((match[1] ?? '').replaceAll(',', '')) * (multiples[match[2] ?? ''] ?? 1);
}
