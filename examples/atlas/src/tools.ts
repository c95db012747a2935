/** The tools of the assistant, each observed with one line. */
import { observe } from '@sonde/observe';
import * as z from 'zod';
import { type Corpus, type Country } from './corpus.ts';
import { type Fact, factNames, factOf } from './facts.ts';
import type { ToolName } from './tool-pace.ts';

/** A tool as the model sees it, and what runs when it is called. */
export interface Tool {
  readonly name: ToolName;
  readonly description: string;
  readonly parameters: z.ZodType;
  run(input: unknown): Promise<unknown>;
}

/** Result of a conversion. */
export interface Conversion {
  readonly value: number;
  readonly unit: string;
}

const factors: Readonly<Record<string, number>> = {
  'sq km>sq mi': 0.386102,
  'sq km>hectares': 100,
  'm>ft': 3.28084,
  'km>mi': 0.621371,
};

const conversionInput = z.object({ value: z.number(), from: z.string(), to: z.string() });
const calculationInput = z.object({
  operation: z.enum(['add', 'subtract', 'multiply', 'divide']),
  a: z.number(),
  b: z.number(),
});
const lookupInput = z.object({ country: z.string(), fact: z.enum(factNames) });

/**
 * Makes the tools.
 *
 * @param corpus - Where facts are looked up.
 * @param pace - Lets the time of one call pass.
 */
export function createTools(
  corpus: Corpus,
  pace: (tool: ToolName) => Promise<void>,
): ReadonlyMap<string, Tool> {
  const countries = new Map(corpus.countries.map((country) => [country.name.toLowerCase(), country]));
  const tools: readonly Tool[] = [
    {
      name: 'lookup_fact',
      description: `Looks up a fact of a country: ${factNames.join(', ')}.`,
      parameters: lookupInput,
      run: observe.tool(
        paced('lookup_fact', pace, (input) => lookUp(countries, input)),
        { name: 'lookup_fact' },
      ),
    },
    {
      name: 'unit_convert',
      description: `Converts a value: ${Object.keys(factors).join(', ')}.`,
      parameters: conversionInput,
      run: observe.tool(paced('unit_convert', pace, convert), { name: 'unit_convert' }),
    },
    {
      name: 'calculate',
      description: 'Adds, subtracts, multiplies or divides two numbers.',
      parameters: calculationInput,
      run: observe.tool(paced('calculate', pace, calculate), { name: 'calculate' }),
    },
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}

function paced(
  name: ToolName,
  pace: (tool: ToolName) => Promise<void>,
  compute: (input: unknown) => unknown,
) {
  return async (input: unknown): Promise<unknown> => {
    const result = compute(input);
    await pace(name);
    return result;
  };
}

function lookUp(countries: ReadonlyMap<string, Country>, input: unknown): Fact {
  const { country: name, fact } = lookupInput.parse(input);
  const country = countries.get(name.toLowerCase());
  const known = country && factOf(country, fact);
  if (known === undefined) throw new RangeError(`The corpus does not know the ${fact} of ${name}.`);
  return known;
}

function convert(input: unknown): Conversion {
  const { value, from, to } = conversionInput.parse(input);
  const factor = factors[`${from}>${to}`];
  if (factor === undefined) throw new RangeError(`${from} cannot be converted into ${to}.`);
  return { value: rounded(value * factor), unit: to };
}

function calculate(input: unknown): Conversion {
  const { operation, a, b } = calculationInput.parse(input);
  const results = { add: a + b, subtract: a - b, multiply: a * b, divide: a / b };
  return { value: rounded(results[operation]), unit: '' };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
