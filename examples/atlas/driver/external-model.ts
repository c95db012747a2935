/** Which model to ask an OpenAI-compatible server for. */
import { OptionError } from './options.ts';

const TIMEOUT_MS = 10_000;

/**
 * Asks a server for the first model it serves.
 *
 * @param url - Base URL, with `/v1`.
 * @param apiKey - Sent as bearer token.
 * @throws OptionError when it does not answer or serves none
 */
export async function firstModelOf(url: string, apiKey: string): Promise<string> {
  const response = await fetch(`${url.replace(/\/$/, '')}/models`, {
    headers: { Authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new OptionError(`No model server answers at ${url}: ${String(cause)}`);
  });
  const body = response.ok ? ((await response.json()) as { data?: readonly { id?: string }[] }) : {};
  const model = body.data?.[0]?.id;
  if (model === undefined)
    throw new OptionError(`${url}/models names no model (HTTP status ${response.status}): add --model.`);
  return model;
}
