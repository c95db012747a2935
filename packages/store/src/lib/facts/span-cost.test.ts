import { describe, expect, test } from '@jest/globals';
import { spanCost } from './span-cost.ts';

const usage = { 'gen_ai.usage.input_tokens': 1_000n, 'gen_ai.usage.output_tokens': 100 };

describe('spanCost', () => {
  test.each([
    ['as the SDK told it', { ...usage, 'gen_ai.request.model': 'gpt-4o', 'sonde.cost.usd': 0.5 }, 0.5],
    ['by the bundled prices', { ...usage, 'gen_ai.request.model': 'gpt-4o' }, 0.0035],
    [
      'by the model that was asked for, where the one that answered has no price',
      { ...usage, 'gen_ai.request.model': 'gpt-4o', 'gen_ai.response.model': 'unheard-of' },
      0.0035,
    ],
    [
      'with what was cached at its price',
      { ...usage, 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.cache_read.input_tokens': '800' },
      0.0025,
    ],
    ['0, where it is told', { ...usage, 'gen_ai.request.model': 'unheard-of', 'sonde.cost.usd': 0 }, 0],
    ['0, where nothing was used', { 'gen_ai.request.model': 'unheard-of' }, 0],
    ['not computed for hostile counts', { 'gen_ai.usage.input_tokens': -5 }, 0],
  ])('is %s', (_, attributes, costUsd) => {
    const cost = spanCost(attributes, true);
    expect(cost.costUsd).toBeCloseTo(costUsd, 12);
    expect(cost.isUnpriced).toBe(false);
  });

  test('is unknown, which is not 0, for a model without a price or without a name', () => {
    expect(spanCost({ ...usage, 'gen_ai.request.model': 'unheard-of' }, true).isUnpriced).toBe(true);
    expect(spanCost(usage, true).isUnpriced).toBe(true);
    expect(spanCost({ ...usage, 'sonde.cost.usd': 'dear' }, true).isUnpriced).toBe(true);
  });

  test('of an agent is never computed: its usage is that of the calls inside it', () => {
    expect(spanCost({ ...usage, 'gen_ai.request.model': 'gpt-4o' }, false)).toEqual({
      costUsd: 0,
      isUnpriced: false,
    });
  });
});
