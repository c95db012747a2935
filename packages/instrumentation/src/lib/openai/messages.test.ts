import { expect, test } from '@jest/globals';
import { inputMessages, outputMessages } from './messages.ts';

test('a conversation with tools, pictures and several speakers has one form', () => {
  const messages = [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      name: 'ada',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'file', file: { file_id: 'file-1' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"deep":true}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '{"found":3}' },
  ];
  expect(inputMessages('chat_completions', { messages })).toEqual([
    { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
    {
      role: 'user',
      name: 'ada',
      parts: [
        { type: 'text', content: 'What is this?' },
        { type: 'uri', modality: 'image', uri: 'https://example.org/a.png' },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: '[26 characters]' },
        { type: 'file', file_id: 'file-1' },
      ],
    },
    {
      role: 'assistant',
      parts: [{ type: 'tool_call', id: 'call_1', name: 'look', arguments: { deep: true } }],
    },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', result: { found: 3 } }] },
  ]);
});

test('items of the responses API have the same form', () => {
  const output = [
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Thinking.' }] },
    { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Here.' }] },
  ];
  expect(outputMessages('responses', { output })).toEqual([
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'Thinking.' },
        { type: 'tool_call', id: 'call_1', name: 'look', arguments: {} },
        { type: 'text', content: 'Here.' },
      ],
    },
  ]);
  expect(
    inputMessages('responses', { input: [{ type: 'function_call_output', call_id: 'c', output: 'ok' }] }),
  ).toEqual([{ role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', result: 'ok' }] }]);
});

test('vectors are no content', () => {
  expect(outputMessages('embeddings', { data: [{ embedding: [1, 2, 3] }] })).toBeUndefined();
});
