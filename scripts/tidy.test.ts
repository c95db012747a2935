/** Style that matters is a test: what linters cannot see. Old sins are tolerated in a list that only shrinks. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { codeRules } from './tidy/code-rules.ts';
import { packageRules } from './tidy/package-rules.ts';
import { textRules } from './tidy/text-rules.ts';
import { judge, type Tolerated } from './tidy/tolerance.ts';
import { readTree } from './tidy/tree.ts';

const tolerated = JSON.parse(readFileSync('scripts/tidy/tolerated.json', 'utf8')) as Tolerated;
const tree = readTree('.');
const rules = [...codeRules, ...packageRules, ...textRules];

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
