/**
 * Answers that aimock 1.43 does not give as OpenAI does: embeddings in base64 when the client asks for them (clients
 * of version 4 to 6 always do, and read numbers sent instead as an empty vector), and usage with its details.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** The vector that every text gets. */
const VECTOR = Float32Array.of(0.25, 0.5, 0.75);

/** Starts it on a free port. */
export async function startWireProvider(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    answer(request).then(
      (body) => response.end(JSON.stringify(body)),
      () => response.writeHead(400).end('{}'),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const body = (await json(request)) as { model: string; encoding_format?: string };
  return request.url?.endsWith('/embeddings') ? embeddings(body) : completion(body);
}

function embeddings({ model, encoding_format }: { model: string; encoding_format?: string }): unknown {
  const embedding =
    encoding_format === 'base64' ? Buffer.from(VECTOR.buffer).toString('base64') : [...VECTOR];
  return {
    object: 'list',
    model,
    data: [{ object: 'embedding', index: 0, embedding }],
    usage: { prompt_tokens: 5, total_tokens: 5 },
  };
}

function completion({ model }: { model: string }): unknown {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_1',
    choices: [
      { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Yes.', refusal: null } },
    ],
    usage: {
      prompt_tokens: 1200,
      completion_tokens: 300,
      total_tokens: 1500,
      prompt_tokens_details: { cached_tokens: 1024 },
      completion_tokens_details: { reasoning_tokens: 256 },
    },
  };
}
