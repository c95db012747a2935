/** The validation of an answer: a graph of its own, used as one node of the assistant's graph. */
import { HumanMessage } from '@langchain/core/messages';
import { END, START, StateGraph } from '@langchain/langgraph';
import { type Corpus, type Country, textOf } from './corpus.ts';
import { AtlasState, type Change, type State, type ToolResult } from './graph-state.ts';

/** Makes the validation: first the figures of the answer, then the size of the economy it speaks of. */
export function createValidation(corpus: Corpus) {
  const countries = new Map(corpus.countries.map((country) => [country.name, country]));
  return new StateGraph(AtlasState)
    .addNode('check_figures', checkFigures)
    .addNode('check_economy', (state) => checkEconomy(state, countries))
    .addEdge(START, 'check_figures')
    .addEdge('check_figures', 'check_economy')
    .addEdge('check_economy', END)
    .compile();
}

function checkFigures({ answer, toolResults, attempts }: State): Change {
  const converted = toolResults.filter(({ tool }) => tool === 'unit_convert').map(valueOf);
  const complete = converted.every((value) => value === undefined || answer.includes(String(value)));
  const again = new HumanMessage('The answer lacks figures. Give every figure that the tools found.');
  return { complete, attempts: (attempts ?? 0) + 1, ...(complete ? {} : { messages: [again] }) };
}

function checkEconomy({ toolResults }: State, countries: ReadonlyMap<string, Country>): Change {
  const country = countries.get(countryOf(toolResults) ?? '');
  return country === undefined ? {} : { proportion: proportionOf(country) };
}

function proportionOf(country: Country): string {
  try {
    return `GDP ${grossProductOf(country)}`;
  } catch (cause) {
    throw new TypeError('The answer could not be put in proportion', { cause });
  }
}

/** Trusts the type, which promises an Economy section to every country. */
function grossProductOf({ Economy }: Country): string {
  return (
    textOf(Economy['GDP (official exchange rate)']) ??
    textOf(Economy['GDP (purchasing power parity)']) ??
    'unknown'
  );
}

function countryOf(results: readonly ToolResult[]): string | undefined {
  const found = results.find(({ tool, output }) => tool === 'lookup_fact' && output !== undefined);
  return (found?.output as { country?: string } | undefined)?.country;
}

function valueOf({ output }: ToolResult): number | undefined {
  return (output as { value?: number } | undefined)?.value;
}
