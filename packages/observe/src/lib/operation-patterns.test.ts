import { describe, expect, test } from '@jest/globals';
import { OperationPatterns } from './operation-patterns.ts';

const covers = (pattern: string, key: string, environment = '') =>
  new OperationPatterns({ [pattern]: true }, environment).matching(key).length === 1;

describe('a pattern of operations', () => {
  test.each([
    ['tool:lookup', 'tool:lookup', true],
    ['tool:lookup', 'tool:lookup_all', false],
    ['tool:look*', 'tool:lookup_all', true],
    ['llm:*', 'llm:ask@gpt-5', true],
    ['llm:ask', 'llm:ask@gpt-5#b', true],
    ['llm:ask@gpt*', 'llm:ask@claude', false],
    ['lookup', 'tool:lookup', true],
    ['lookup', 'tool:other', false],
    ['*', 'agent:atlas', true],
    ['tool:a.c', 'tool:abc', false],
    ['tool:files/read', 'tool:files/read', true],
  ])('%s over %s: %s', (pattern, key, expected) => {
    expect(covers(pattern, key)).toBe(expected);
  });

  test('is limited to a deployment environment by a prefix', () => {
    expect(covers('production/tool:*', 'tool:x', 'production')).toBe(true);
    expect(covers('production/tool:*', 'tool:x', 'staging')).toBe(false);
    expect(covers('*/tool:*', 'tool:x', 'staging')).toBe(true);
  });

  test('that says more comes later, one that names the environment last', () => {
    const patterns = new OperationPatterns({ 'eu/*': 4, 'tool:lookup': 3, '*': 1, 'tool:*': 2 }, 'eu');
    expect(patterns.matching('tool:lookup')).toEqual([1, 2, 3, 4]);
    expect(patterns.isEmpty).toBe(false);
    expect(new OperationPatterns().isEmpty).toBe(true);
  });
});
