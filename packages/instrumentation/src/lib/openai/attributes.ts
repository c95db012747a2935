/** What OpenAI requests and responses say, as attributes without content. */
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT,
  ATTR_GEN_AI_OUTPUT_TYPE,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_CHOICE_COUNT,
  ATTR_GEN_AI_REQUEST_ENCODING_FORMATS,
  ATTR_GEN_AI_REQUEST_FREQUENCY_PENALTY,
  ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  ATTR_GEN_AI_REQUEST_PRESENCE_PENALTY,
  ATTR_GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID,
  ATTR_GEN_AI_REQUEST_REASONING_LEVEL,
  ATTR_GEN_AI_REQUEST_SEED,
  ATTR_GEN_AI_REQUEST_STOP_SEQUENCES,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_REQUEST_TEMPERATURE,
  ATTR_GEN_AI_REQUEST_TOP_P,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_OPENAI_API_TYPE,
  ATTR_OPENAI_REQUEST_SERVICE_TIER,
  ATTR_OPENAI_RESPONSE_SERVICE_TIER,
  ATTR_OPENAI_RESPONSE_SYSTEM_FINGERPRINT,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@sonde/conventions';
import { defined, list, number, property, text } from '../foreign-value.ts';

/** Which endpoint is called. */
export type Api = 'chat_completions' | 'responses' | 'embeddings';

/** Providers that speak this API, by the end of their host name. Any other host is reported as `openai`. */
const PROVIDERS: readonly (readonly [string, string])[] = [
  ['azure.com', 'azure.ai.openai'],
  ['azure.us', 'azure.ai.openai'],
  ['groq.com', 'groq'],
  ['deepseek.com', 'deepseek'],
  ['x.ai', 'x_ai'],
  ['perplexity.ai', 'perplexity'],
  ['mistral.ai', 'mistral_ai'],
  ['moonshot.ai', 'moonshot_ai'],
  ['anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
];

/** Attributes of a request: provider, server and parameters. */
export function requestAttributes(api: Api, body: unknown, baseUrl: unknown): Attributes {
  return defined({
    ...serverAttributes(baseUrl),
    ...(api === 'embeddings' ? embeddingsParameters(body) : modelParameters(api, body)),
  });
}

/** Attributes of a complete response; usage that the provider did not send stays absent. */
export function responseAttributes(api: Api, response: unknown): Attributes {
  const usage = property(response, 'usage');
  return defined({
    [ATTR_GEN_AI_RESPONSE_ID]: api === 'embeddings' ? undefined : text(response, 'id'),
    [ATTR_GEN_AI_RESPONSE_MODEL]: text(response, 'model'),
    [ATTR_OPENAI_RESPONSE_SERVICE_TIER]: text(response, 'service_tier'),
    [ATTR_OPENAI_RESPONSE_SYSTEM_FINGERPRINT]: text(response, 'system_fingerprint'),
    ...finishAttributes(api, response),
    ...usageAttributes(usage),
  });
}

function serverAttributes(baseUrl: unknown): Record<string, string | number | undefined> {
  const url = typeof baseUrl === 'string' ? URL.parse(baseUrl) : null;
  const host = url?.hostname ?? '';
  const provider = PROVIDERS.find(([end]) => host === end || host.endsWith(`.${end}`))?.[1] ?? 'openai';
  return {
    [ATTR_GEN_AI_PROVIDER_NAME]: provider,
    [ATTR_SERVER_ADDRESS]: host === '' ? undefined : host,
    [ATTR_SERVER_PORT]: url === null ? undefined : Number(url.port) || (url.protocol === 'http:' ? 80 : 443),
  };
}

function embeddingsParameters(body: unknown): Attributes {
  const format = text(body, 'encoding_format');
  return format === undefined ? {} : { [ATTR_GEN_AI_REQUEST_ENCODING_FORMATS]: [format] };
}

function modelParameters(api: Api, body: unknown): Record<string, Attributes[string]> {
  const choices = number(body, 'n');
  const tier = text(body, 'service_tier');
  const conversation = property(body, 'conversation');
  return {
    [ATTR_OPENAI_API_TYPE]: api,
    [ATTR_GEN_AI_REQUEST_MAX_TOKENS]:
      number(body, 'max_completion_tokens') ??
      number(body, 'max_output_tokens') ??
      number(body, 'max_tokens'),
    [ATTR_GEN_AI_REQUEST_TEMPERATURE]: number(body, 'temperature'),
    [ATTR_GEN_AI_REQUEST_TOP_P]: number(body, 'top_p'),
    [ATTR_GEN_AI_REQUEST_FREQUENCY_PENALTY]: number(body, 'frequency_penalty'),
    [ATTR_GEN_AI_REQUEST_PRESENCE_PENALTY]: number(body, 'presence_penalty'),
    [ATTR_GEN_AI_REQUEST_STOP_SEQUENCES]: stopSequences(property(body, 'stop')),
    [ATTR_GEN_AI_REQUEST_SEED]: number(body, 'seed'),
    [ATTR_GEN_AI_REQUEST_CHOICE_COUNT]: choices === 1 ? undefined : choices,
    [ATTR_GEN_AI_REQUEST_STREAM]: property(body, 'stream') === true ? true : undefined,
    [ATTR_GEN_AI_REQUEST_REASONING_LEVEL]:
      text(body, 'reasoning_effort') ?? text(property(body, 'reasoning'), 'effort'),
    [ATTR_GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID]: text(body, 'previous_response_id'),
    [ATTR_GEN_AI_CONVERSATION_ID]: typeof conversation === 'string' ? conversation : text(conversation, 'id'),
    [ATTR_GEN_AI_OUTPUT_TYPE]: outputType(body),
    [ATTR_OPENAI_REQUEST_SERVICE_TIER]: tier === 'auto' ? undefined : tier,
  };
}

function stopSequences(stop: unknown): string[] | undefined {
  const sequences = (Array.isArray(stop) ? stop : [stop]).filter((each) => typeof each === 'string');
  return sequences.length > 0 ? sequences : undefined;
}

/** The modality asked for, not the format that came back. */
function outputType(body: unknown): string | undefined {
  if (list(body, 'modalities').includes('audio')) return 'speech';
  const format = text(
    property(body, 'response_format') ?? property(property(body, 'text'), 'format'),
    'type',
  );
  if (format === undefined) return undefined;
  return format.startsWith('json') ? 'json' : 'text';
}

function finishAttributes(api: Api, response: unknown): Record<string, Attributes[string]> {
  if (api === 'embeddings') return { [ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT]: dimension(response) };
  const reasons =
    api === 'responses' ? responseReasons(response) : list(response, 'choices').map(choiceReason);
  return { [ATTR_GEN_AI_RESPONSE_FINISH_REASONS]: reasons.length > 0 ? reasons : undefined };
}

/** A choice without a reason is one whose generation was cut off. */
function choiceReason(choice: unknown): string {
  const reason = text(choice, 'finish_reason') ?? 'error';
  return reason === 'tool_calls' || reason === 'function_call' ? 'tool_call' : reason;
}

function responseReasons(response: unknown): string[] {
  const status = text(response, 'status');
  if (status === undefined) return [];
  if (status === 'completed')
    return [
      list(response, 'output').some((item) => text(item, 'type') === 'function_call') ? 'tool_call' : 'stop',
    ];
  const incomplete = text(property(response, 'incomplete_details'), 'reason');
  return [incomplete === 'max_output_tokens' ? 'length' : (incomplete ?? 'error')];
}

function dimension(response: unknown): number | undefined {
  const vector = property(list(response, 'data')[0], 'embedding');
  if (Array.isArray(vector)) return vector.length;
  // Asked for as base64: four bytes to each number.
  return typeof vector === 'string' ? Math.floor(Buffer.byteLength(vector, 'base64') / 4) : undefined;
}

/** Chat completions and the responses API name the same counts differently. */
function usageAttributes(usage: unknown): Record<string, number | undefined> {
  const input = property(usage, 'prompt_tokens_details') ?? property(usage, 'input_tokens_details');
  const output = property(usage, 'completion_tokens_details') ?? property(usage, 'output_tokens_details');
  return {
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: number(usage, 'prompt_tokens') ?? number(usage, 'input_tokens'),
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: number(usage, 'completion_tokens') ?? number(usage, 'output_tokens'),
    [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: number(input, 'cached_tokens'),
    [ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: number(output, 'reasoning_tokens'),
  };
}
