import { describe, expect, test } from '@jest/globals';
import type { JsonMap } from '@sonde/store/reader';
import { conversationOf } from './conversation.ts';

const call = { type: 'tool_call', id: 'c1', name: 'rate', content: { from: 'NOK' } };

describe('conversationOf', () => {
  test('reads structured parts of the semantic conventions', () => {
    const messages = conversationOf({
      'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief.' }],
      'gen_ai.input.messages': [
        { role: 'user', name: 'ada', parts: [{ type: 'text', content: 'Rate?' }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', result: { rate: 1 } }] },
      ],
      'gen_ai.output.messages': [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm' },
            { type: 'tool_call', id: 'c1', name: 'rate', arguments: { from: 'NOK' } },
          ],
        },
      ],
    });
    expect(messages).toEqual([
      { role: 'system', name: '', isOutput: false, parts: [{ type: 'text', text: 'Be brief.' }] },
      { role: 'user', name: 'ada', isOutput: false, parts: [{ type: 'text', text: 'Rate?' }] },
      {
        role: 'tool',
        name: '',
        isOutput: false,
        parts: [{ type: 'tool_result', id: 'c1', content: { rate: 1 } }],
      },
      { role: 'assistant', name: '', isOutput: true, parts: [{ type: 'reasoning', text: 'Hm' }, call] },
    ]);
  });

  test('reads JSON text as providers write it', () => {
    const messages = conversationOf({
      'gen_ai.input.messages': JSON.stringify([
        { role: 'user', content: 'Rate?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'rate', arguments: { from: 'NOK' } } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: '{"rate":1}' },
      ]),
    });
    expect(messages.map((message) => message.parts)).toEqual([
      [{ type: 'text', text: 'Rate?' }],
      [call],
      [{ type: 'tool_result', id: 'c1', content: '{"rate":1}' }],
    ]);
  });

  test('reads content blocks with tool use', () => {
    const [message] = conversationOf({
      'gen_ai.output.messages': [
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'tool_use', id: 'c1', name: 'rate', input: { from: 'NOK' } },
          ],
        },
      ],
    });
    expect(message?.parts).toEqual([{ type: 'text', text: 'Look' }, call]);
  });

  test('finds messages inside the arguments of a call', () => {
    const [message] = conversationOf({
      'gen_ai.input.messages': { model: 'm', messages: [{ role: 'user', content: 'Hi' }] },
    });
    expect(message?.parts).toEqual([{ type: 'text', text: 'Hi' }]);
  });

  test.each<[string, JsonMap]>([
    ['plain text', { 'gen_ai.input.messages': 'just text' }],
    ['broken JSON', { 'gen_ai.input.messages': '[{"role":' }],
    ['numbers', { 'gen_ai.input.messages': [1, null, [2]] }],
    [
      'an unknown part',
      { 'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'blob', modality: 'image' }] }] },
    ],
  ])('shows %s rather than nothing', (_name, attributes) => {
    const messages = conversationOf(attributes);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages[0]?.role).toBe('user');
  });

  test('is empty where nothing was captured', () => {
    expect(conversationOf({})).toEqual([]);
  });
});
