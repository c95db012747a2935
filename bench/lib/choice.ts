/** Chooses what is measured, and says what there is to choose from. */
import type { ScenarioDefinition } from './scenario.ts';
import type { Suite } from './suite.ts';

/**
 * The scenarios that are asked for.
 *
 * @param only - Names of scenarios or numbers of goals (all).
 * @throws Error when one of them is not known.
 */
export function chosenScenarios(suite: Suite, only: readonly string[]): readonly ScenarioDefinition[] {
  const wanted = only.flatMap((text) => text.split(','));
  const matches = ({ id, goals }: ScenarioDefinition, name: string): boolean =>
    id === name || goals.includes(Number(name));
  const unknown = wanted.find((name) => !suite.scenarios.some((scenario) => matches(scenario, name)));
  if (unknown !== undefined) {
    const names = suite.scenarios.map(({ id }) => id).join(', ');
    throw new Error(`--only ${unknown} is neither a scenario nor a goal of ${suite.id}; there are: ${names}`);
  }
  if (wanted.length === 0) return suite.scenarios;
  return suite.scenarios.filter((scenario) => wanted.some((name) => matches(scenario, name)));
}

/** How it is called, and the names of all suites and scenarios. */
export function helpText(suites: readonly Suite[]): string {
  const lines = suites.flatMap(({ id, title, scenarios }) => [
    `${id}: ${title}`,
    ...scenarios.map((each) => `  ${each.id.padEnd(12)}goal ${each.goals.join(', ').padEnd(8)}${each.title}`),
  ]);
  return `npm run bench -- [suite ...] [options]

  --quick         one pass of less work, as on every change
  --only <name>   a scenario or the number of a goal; may be repeated, or a list with commas
  --json          the same as data
  --publish       writes docs/benchmarks.md from a full run
  --help          this text

Suites and their scenarios:
${lines.join('\n')}`;
}
