import { expect, test } from '@jest/globals';
import { accumulate } from './accumulate.ts';

test('text, tool calls and reasons of several choices are put together', () => {
  const stream = accumulate('chat_completions');
  const delta = (index: number, given: object, finish_reason: string | null = null) =>
    stream.add({ id: 'chatcmpl-1', model: 'm', choices: [{ index, delta: given, finish_reason }] });
  delta(0, { content: 'Hel' });
  delta(1, { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'look', arguments: '{"a"' } }] });
  delta(0, { content: 'lo' }, 'stop');
  delta(1, { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }, 'tool_calls');
  stream.add({ choices: [], usage: { prompt_tokens: 3 } });
  expect(stream.response()).toMatchObject({
    id: 'chatcmpl-1',
    model: 'm',
    usage: { prompt_tokens: 3 },
    choices: [
      { finish_reason: 'stop', message: { content: 'Hello' } },
      {
        finish_reason: 'tool_calls',
        message: { tool_calls: [{ id: 'call_1', function: { name: 'look', arguments: '{"a":1}' } }] },
      },
    ],
  });
});

test('what a hostile provider sends stays bounded', () => {
  const stream = accumulate('chat_completions');
  for (const index of [1e9, -1, 0.5]) stream.add({ choices: [{ index, delta: { content: 'x' } }] });
  for (let i = 0; i < 100; i += 1)
    stream.add({ choices: [{ index: 0, delta: { content: 'y'.repeat(10_000) } }] });
  const { choices } = stream.response() as { choices: { message: { content: string } }[] };
  expect(choices).toHaveLength(1);
  expect(choices[0]?.message.content.length).toBeLessThan(80_000);
});

test('a stream of the responses API that is cut off keeps its text', () => {
  const stream = accumulate('responses');
  stream.add({ type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } });
  stream.add({ type: 'response.output_text.delta', delta: 'Once' });
  expect(stream.response()).toMatchObject({
    id: 'resp_1',
    status: 'cut off',
    output: [{ content: [{ text: 'Once' }] }],
  });
  stream.add({ type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } });
  expect(stream.response()).toEqual({ id: 'resp_1', status: 'completed', output: [] });
});
