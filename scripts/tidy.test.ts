/** Style that matters is a test: what linters cannot see. Old sins are tolerated in a list that only shrinks. */
import { describe, expect, test } from '@jest/globals';
import { readTolerated, rules } from './tidy/rules.ts';
import { judge } from './tidy/tolerance.ts';
import { readTree } from './tidy/tree.ts';

const tolerated = readTolerated();
const tree = readTree('.');

describe('the tree is tidy', () => {
  test('the rules see the sources', () => {
    expect(tree.filter(({ path }) => /^packages\/.*\.ts$/.test(path)).length).toBeGreaterThan(30);
  });

  test('tolerated sins belong to rules that exist', () => {
    const claims = rules.map(({ claim }) => claim);
    expect(Object.keys(tolerated).filter((claim) => !claims.includes(claim))).toEqual([]);
  });

  test.each(rules.map((rule) => [rule.claim, rule] as const))('%s', (claim, rule) => {
    expect(judge(rule.findings(tree), tolerated[claim] ?? {})).toEqual([]);
  });
});
