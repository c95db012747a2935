import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installFixtures } from '../../../conformance/fixtures.ts';
import { observedRun } from '../../../conformance/observed-run.ts';
import { openaiColumn } from '../../../conformance/openai-matrix.ts';
import { type Provider, startProvider } from '../../../conformance/provider.ts';

const TIMEOUT_MS = 180_000;
let provider: Provider;

beforeAll(async () => {
  await installFixtures(['provider', 'openai-7']);
  provider = await startProvider();
}, TIMEOUT_MS);
afterAll(() => provider.stop());

const observed = (file: string, options: Partial<Parameters<typeof observedRun>[0]> = {}) =>
  observedRun({ file: `openai-7/${file}`, provider, ...options });

describe('the openai client', () => {
  test.each(['esm', 'cjs'] as const)(
    'is observed in every scenario and breaks in none (%s)',
    async (system) => {
      const { cells, internalErrors } = await openaiColumn(7, system, provider);
      expect(cells.filter(({ wrong, broken }) => wrong !== undefined || broken !== undefined)).toEqual([]);
      expect(internalErrors).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'is observed when it is required by a CommonJS file that an ES module imports',
    async () => {
      expect((await observed('mixed.mjs')).run.spans.map(({ name }) => name)).toEqual(['chat gpt-4o-mini']);
    },
    TIMEOUT_MS,
  );

  test(
    'is observed without a hook when a client is handed over, once, and no other client is',
    async () => {
      const { run } = await observed('explicit.mjs', { hook: 'none' });
      expect(run.spans.map(({ name }) => name)).toEqual(['chat gpt-4o-mini']);
      expect(run.report.esmHook).toBe('none');
    },
    TIMEOUT_MS,
  );

  test(
    'is observed without a hook when the module is handed over',
    async () => {
      const { run } = await observed('modules.mjs', { hook: 'none' });
      expect(run.spans).toHaveLength(1);
      expect(run.report.libraries.find(({ name }) => name === 'openai')?.status).toBe('active');
    },
    TIMEOUT_MS,
  );

  test(
    'leaves unhandled rejections as they are',
    async () => {
      const unobserved = await observed('dropped.mjs', { hook: 'none' });
      const { run, stdout } = await observed('dropped.mjs');
      expect([unobserved.run.spans.length, run.spans.length]).toEqual([0, 2]);
      expect(stdout).toBe(unobserved.stdout);
    },
    TIMEOUT_MS,
  );
});

describe('content', () => {
  const secrets = /Hello there|Once upon|Be kind|"hello"|Too many requests|Bonn/;

  test(
    'is nowhere at metadata',
    async () => {
      const { run } = await observed('app.mjs', { detail: 'metadata' });
      expect(JSON.stringify(run)).not.toMatch(secrets);
      expect(run.spans.length).toBeGreaterThan(40);
    },
    TIMEOUT_MS,
  );

  test(
    'is only in exception events at errors',
    async () => {
      const { run } = await observed('app.mjs', { detail: 'errors' });
      expect(JSON.stringify(run.spans)).not.toMatch(/Hello there|Once upon|Be kind|"hello"/);
      const limited = run.events.find(({ attributes }) => attributes['exception.type'] === 'RateLimitError');
      expect(limited?.attributes['sonde.context.input']).toEqual([
        { role: 'user', parts: [{ type: 'text', content: 'limited' }] },
      ]);
    },
    TIMEOUT_MS,
  );

  test(
    'is on spans at full: messages, instructions, tools and their calls, but no vectors',
    async () => {
      const { run } = await observed('app.mjs');
      const inTrace = (scenario: string) => {
        const root = run.spans.find(({ name, parentId }) => name === scenario && parentId === undefined);
        return run.spans.find(({ parentId }) => parentId === root?.spanId)?.attributes ?? {};
      };
      expect(inTrace('responses')).toMatchObject({
        'gen_ai.system_instructions': [{ type: 'text', content: 'Be kind.' }],
        'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'hello' }] }],
        'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello there.' }] }],
      });
      expect(inTrace('chat tool call')).toMatchObject({
        'gen_ai.tool.definitions': [{ type: 'function', function: { name: 'weather' } }],
        'gen_ai.output.messages': [
          { role: 'assistant', parts: [{ type: 'tool_call', name: 'weather', arguments: { city: 'Bonn' } }] },
        ],
      });
      expect(inTrace('embeddings')).toMatchObject({
        'sonde.input': 'vector',
        'gen_ai.embeddings.dimension.count': 3,
      });
      expect(inTrace('embeddings')['sonde.output']).toBeUndefined();
      expect(inTrace('usage details')).toMatchObject({
        'gen_ai.usage.cache_read.input_tokens': 1024,
        'gen_ai.usage.reasoning.output_tokens': 256,
        'openai.response.service_tier': 'default',
        'openai.response.system_fingerprint': 'fp_1',
      });
    },
    TIMEOUT_MS,
  );
});
