import { describe, expect, test } from '@jest/globals';
import { suite } from '../suites/sdk/suite.ts';
import { chosenScenarios, helpText } from './choice.ts';

const idsOf = (only: readonly string[]): string[] => chosenScenarios(suite, only).map(({ id }) => id);

describe('what is measured', () => {
  test('is everything unless something is asked for', () => {
    expect(chosenScenarios(suite, [])).toEqual(suite.scenarios);
  });

  test('is chosen by names and by numbers of goals, alone and in lists', () => {
    expect(idsOf(['4', 'wire'])).toEqual(['payload', 'encoder', 'wire']);
    expect(idsOf(['13,wire'])).toEqual(['on-path', 'wire', 'processors']);
  });

  test('is refused when nobody knows it, with the names there are', () => {
    expect(() => idsOf(['wires'])).toThrow(/--only wires is neither .* there are: on-path, off/);
  });

  test('is listed by the help, each scenario with its goals', () => {
    expect(helpText([suite])).toMatch(/^ {2}burst +goal 7 /m);
  });
});

test('every goal that has a scenario has a sentence that says how it is measured', () => {
  const goals = new Set(suite.scenarios.flatMap((scenario) => scenario.goals));
  expect(Object.keys(suite.methods).map(Number)).toEqual([...goals].sort((a, b) => a - b));
});
