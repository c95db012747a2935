/** The questions of a run: the same ones for the same seed. */
import type { Corpus, Country, Section } from './corpus.ts';
import { type FactName, factNames, factOf } from './facts.ts';
import { pick, seededRandom } from './seeded-random.ts';
import { type SimulatedModel, simulatedModels } from './simulated-models.ts';

/** One question, and what it takes to answer it. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly country: string;
  /** Conversions the answer needs: 3 or 4. */
  readonly conversions: readonly Conversion[];
  readonly model: SimulatedModel;
  /** The model's first answer leaves the figures out, so that validation sends it back. */
  readonly vague: boolean;
}

/** A fact to convert. */
export interface Conversion {
  readonly fact: FactName;
  readonly from: string;
  readonly to: string;
}

const usual: readonly Conversion[] = [
  { fact: 'area', from: 'sq km', to: 'sq mi' },
  { fact: 'highest point', from: 'm', to: 'ft' },
  { fact: 'coastline', from: 'km', to: 'mi' },
];
const extra: Conversion = { fact: 'area', from: 'sq km', to: 'hectares' };

/** Every fifth question needs a fourth conversion: 200 questions make 640. */
const EXTRA_EVERY = 5;
/** Every 33rd question is about a territory without an Economy section: 6 of 200. */
const WITHOUT_ECONOMY_EVERY = 33;
const VAGUE_EVERY = 20;

/**
 * Makes the questions of a run.
 *
 * @param count - How many, at least 1.
 * @param seed - Seed of the choice of countries and models.
 */
export function createQuestions(corpus: Corpus, count: number, seed: number): readonly Question[] {
  const random = seededRandom(seed);
  const answerable = corpus.countries.filter((country) => factNames.every((fact) => factOf(country, fact)));
  const withEconomy = answerable.filter(hasEconomy);
  const without = answerable.filter((country) => !hasEconomy(country));
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const country = pick(random, number % WITHOUT_ECONOMY_EVERY === 0 ? without : withEconomy);
    const conversions = number % EXTRA_EVERY === 0 ? [...usual, extra] : usual;
    return {
      id: `q${String(number).padStart(4, '0')}`,
      text: textOf(number, country.name, conversions.includes(extra)),
      country: country.name,
      conversions,
      model: pick(random, simulatedModels),
      vague: number % VAGUE_EVERY === 0,
    };
  });
}

/** How many conversions the questions need in all. */
export function conversionCount(questions: readonly Question[]): number {
  return questions.reduce((sum, { conversions }) => sum + conversions.length, 0);
}

/** Whether a country has an Economy section: the check that the validation forgets. */
export function hasEconomy(country: Country): boolean {
  return (country.Economy as Section | undefined) !== undefined;
}

// The number keeps two questions about one country apart.
function textOf(number: number, country: string, hectares: boolean): string {
  const area = hectares ? 'square miles and in hectares' : 'square miles';
  return (
    `Question ${number}: How large is ${country} in ${area}, how high is its highest point in feet, how long is its ` +
    'coast in miles, and how densely is it populated?'
  );
}
