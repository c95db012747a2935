/** A provider on a real socket: answers as OpenAI does, with usage, tool calls, and failures on demand. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fixtures } from './fixtures.ts';
import { startWireProvider } from './wire-provider.ts';

interface Mock {
  readonly url: string;
  on(match: object, response: object, options?: object): Mock;
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** A running provider. */
export interface Provider {
  readonly url: string;
  /** Base URL of what answers where aimock is wrong. */
  readonly wireUrl: string;
  stop(): Promise<void>;
}

const usage = {
  prompt_tokens: 21,
  completion_tokens: 8,
  total_tokens: 29,
  input_tokens: 21,
  output_tokens: 8,
};

/** Starts the provider on a free port. */
export async function startProvider(): Promise<Provider> {
  const load = createRequire(join(fixtures, 'provider', 'package.json'));
  const { LLMock } = load('@copilotkit/aimock') as { LLMock: new (options: object) => Mock };
  const mock = new LLMock({ port: 0 });
  mock.on({ userMessage: 'limited' }, limited);
  mock.on(
    { userMessage: 'missing' },
    {
      error: { message: 'No such model.', type: 'invalid_request_error', code: 'model_not_found' },
      status: 404,
    },
  );
  mock.on(
    { userMessage: 'story' },
    { content: 'Once upon a time there was a very long story. '.repeat(8), usage },
    { chunkSize: 8, latency: 2 },
  );
  mock.on({ userMessage: 'fail' }, { content: 'Too late.', usage }, { chaos: { latencyMs: 300 } });
  mock.on({ userMessage: 'json' }, { content: '{"city":"Bonn"}', usage });
  mock.on(
    { userMessage: 'weather', hasToolResult: false },
    { toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Bonn"}' }], usage },
  );
  mock.on({ userMessage: 'weather', hasToolResult: true }, { content: 'It rains in Bonn.', usage });
  mock.on({ userMessage: 'hello' }, { content: 'Hello there.', usage });
  await mock.start();
  const wire = await startWireProvider();
  return {
    url: mock.url,
    wireUrl: wire.url,
    stop: async () => {
      await wire.stop();
      await mock.stop();
    },
  };
}

const limited = {
  error: { message: 'Too many requests.', type: 'requests', code: 'rate_limit_exceeded' },
  status: 429,
};
