import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installFixtures } from '../conformance/fixtures.ts';
import { openaiColumn } from '../conformance/openai-matrix.ts';
import { type Provider, startProvider } from '../conformance/provider.ts';

let provider: Provider;

beforeAll(async () => {
  await installFixtures(['provider', 'openai-4', 'openai-5', 'openai-6', 'openai-7']);
  provider = await startProvider();
}, 180_000);
afterAll(() => provider.stop());

test.each([4, 5, 6, 7].flatMap((major) => [[major, 'esm'] as const, [major, 'cjs'] as const]))(
  'openai %i is observed in every scenario and broken in none (%s)',
  async (major, system) => {
    const { cells, internalErrors } = await openaiColumn(major, system, provider);
    expect(cells.filter(({ wrong, broken }) => wrong !== undefined || broken !== undefined)).toEqual([]);
    expect(internalErrors).toEqual([]);
  },
  120_000,
);
