/** The model of the quickstart, simulated on the wire: it asks for the tool, then reads out what the tool said. */
import { LLMock } from '@copilotkit/aimock';

/** A running simulation. */
export interface SimulatedModel {
  /** What makes an OpenAI client use it, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts it on a free port. */
export async function startSimulatedModel(): Promise<SimulatedModel> {
  const server = new LLMock({ port: 0, host: '127.0.0.1' });
  server.on(
    { hasToolResult: false },
    {
      toolCalls: [{ name: 'to_fahrenheit', arguments: '{"celsius":21}' }],
      usage: { prompt_tokens: 61, completion_tokens: 17, total_tokens: 78 },
    },
  );
  server.on({ hasToolResult: true }, ({ messages }) => ({
    content: `That is ${String(messages.at(-1)?.content)} degrees Fahrenheit.`,
    usage: { prompt_tokens: 84, completion_tokens: 9, total_tokens: 93 },
  }));
  const url = await server.start();
  return {
    environment: {
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_API_KEY: 'none-needed',
      MODEL: 'simulated-small',
      OTEL_RESOURCE_ATTRIBUTES: 'demo.llm.mode=simulated',
    },
    stop: () => server.stop(),
  };
}
