import { describe, expect, test } from '@jest/globals';
import { spanOf } from '../../../fixtures/telemetry.ts';
import { spanFacts, toMs, toNano } from './span-facts.ts';

describe('spanFacts', () => {
  test.each([
    [{ 'sonde.operation.kind': 'graph', 'gen_ai.operation.name': 'chat' }, 'graph'],
    [{ 'gen_ai.operation.name': 'chat' }, 'llm'],
    [{ 'gen_ai.operation.name': 'text_completion' }, 'llm'],
    [{ 'gen_ai.operation.name': 'generate_content' }, 'llm'],
    [{ 'gen_ai.operation.name': 'embeddings' }, 'embeddings'],
    [{ 'gen_ai.operation.name': 'execute_tool' }, 'tool'],
    [{ 'gen_ai.operation.name': 'invoke_agent' }, 'agent'],
    [{ 'gen_ai.operation.name': 'invoke_workflow' }, 'workflow'],
    [{ 'gen_ai.operation.name': 'retrieval' }, 'retrieval'],
    [{ 'db.system.name': 'qdrant' }, 'vector'],
    [{ 'db.system.name': 'postgresql' }, 'span'],
    [{ 'gen_ai.operation.name': 'constructor' }, 'span'],
    [{}, 'span'],
  ])('of %j have the kind %s', (attributes, kind) => {
    expect(spanFacts(spanOf({ attributes })).kind).toBe(kind);
  });

  test('name the operation by its attribute, else by the span', () => {
    const named = spanOf({
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' },
    });
    expect(spanFacts(named)).toMatchObject({ operation: 'search', layer: 'tool' });
    expect(spanFacts(spanOf({ name: 'GET /' }))).toMatchObject({ operation: 'GET /', layer: 'function' });
  });

  test('fall back to the conversation, the model asked for and a bounded usage', () => {
    const facts = spanFacts(
      spanOf({
        attributes: {
          'gen_ai.conversation.id': 'c',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.input_tokens': -5,
          'gen_ai.usage.output_tokens': '7',
          'sonde.cost.usd': 0.000_000_15,
        },
      }),
    );
    expect(facts).toMatchObject({
      sessionId: 'c',
      model: 'm',
      inputTokens: 0,
      outputTokens: 7,
      costUnits: 1_500,
    });
  });

  test.each([
    [{ 'sonde.input': 'first\nsecond' }, 'first'],
    [{ 'sonde.input': { query: 'x' } }, 'x'],
    [
      {
        'gen_ai.input.messages': JSON.stringify([
          { role: 'system', parts: [{ type: 'text', content: 'be kind' }] },
          { role: 'user', parts: [{ type: 'text', content: 'what now?' }] },
        ]),
      },
      'what now?',
    ],
    [{ 'sonde.input': '{"__proto__":1' }, '{"__proto__":1'],
    [{}, ''],
  ])('show of the input %j: %s', (attributes, preview) => {
    expect(spanFacts(spanOf({ attributes })).preview).toBe(preview);
  });
});

test('times keep their nanoseconds through keys and their fractions through milliseconds', () => {
  expect(toMs(1_700_000_000_123_500_000n)).toBe(1_700_000_000_123.5);
  expect(toNano(toMs(1_700_000_000_123_000_000n))).toBe(1_700_000_000_123_000_000n);
});
