import { describe, expect, test } from '@jest/globals';
import { requestAttributes, responseAttributes } from './attributes.ts';

describe('the provider', () => {
  test.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://my-team.openai.azure.com/openai', 'azure.ai.openai'],
    ['https://api.groq.com/openai/v1', 'groq'],
    ['https://api.deepseek.com', 'deepseek'],
    ['https://api.x.ai/v1', 'x_ai'],
    ['https://api.perplexity.ai', 'perplexity'],
    ['https://api.mistral.ai/v1', 'mistral_ai'],
    ['https://notgroq.com/v1', 'openai'],
    ['http://localhost:8080/v1', 'openai'],
    [undefined, 'openai'],
  ])('of %s is %s', (baseUrl, provider) => {
    expect(requestAttributes('chat_completions', {}, baseUrl)['gen_ai.provider.name']).toBe(provider);
  });

  test.each([
    ['https://api.openai.com/v1', 'api.openai.com', 443],
    ['http://localhost/v1', 'localhost', 80],
    ['http://127.0.0.1:8080/v1', '127.0.0.1', 8080],
  ])('answers at the address and port of %s', (baseUrl, address, port) => {
    const attributes = requestAttributes('responses', {}, baseUrl);
    expect([attributes['server.address'], attributes['server.port']]).toEqual([address, port]);
  });
});

describe('a request', () => {
  test('tells its parameters', () => {
    const body = {
      model: 'gpt-4o',
      max_completion_tokens: 100,
      max_tokens: 1,
      temperature: 0,
      top_p: 0.9,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      stop: 'END',
      seed: 7,
      n: 2,
      stream: true,
      reasoning_effort: 'low',
      response_format: { type: 'json_schema' },
      service_tier: 'flex',
    };
    expect(requestAttributes('chat_completions', body, 'https://api.openai.com/v1')).toEqual({
      'gen_ai.provider.name': 'openai',
      'server.address': 'api.openai.com',
      'server.port': 443,
      'openai.api.type': 'chat_completions',
      'gen_ai.request.max_tokens': 100,
      'gen_ai.request.temperature': 0,
      'gen_ai.request.top_p': 0.9,
      'gen_ai.request.frequency_penalty': 0.1,
      'gen_ai.request.presence_penalty': 0.2,
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.request.seed': 7,
      'gen_ai.request.choice.count': 2,
      'gen_ai.request.stream': true,
      'gen_ai.request.reasoning.level': 'low',
      'gen_ai.output.type': 'json',
      'openai.request.service_tier': 'flex',
    });
  });

  test('that leaves everything to the provider tells nothing', () => {
    const body = { n: 1, stream: false, service_tier: 'auto', stop: null, temperature: null };
    expect(Object.keys(requestAttributes('chat_completions', body, undefined))).toEqual([
      'gen_ai.provider.name',
      'openai.api.type',
    ]);
  });
});

describe('a response', () => {
  test.each([
    [{ status: 'completed', output: [] }, ['stop']],
    [{ status: 'completed', output: [{ type: 'function_call' }] }, ['tool_call']],
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, ['length']],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, ['content_filter']],
    [{ status: 'failed' }, ['error']],
  ])('of the responses API %j finished by %j', (response, reasons) => {
    expect(responseAttributes('responses', response)['gen_ai.response.finish_reasons']).toEqual(reasons);
  });

  test('without usage tells none', () => {
    const names = Object.keys(responseAttributes('chat_completions', { choices: [], usage: null }));
    expect(names.filter((name) => name.startsWith('gen_ai.usage'))).toEqual([]);
  });

  test.each([[undefined], [null], ['text'], [{ choices: 'x', usage: 3, data: {} }]])(
    'of an unexpected shape tells what it can: %j',
    (response) => {
      for (const api of ['chat_completions', 'responses', 'embeddings'] as const)
        expect(() => responseAttributes(api, response)).not.toThrow();
    },
  );
});
