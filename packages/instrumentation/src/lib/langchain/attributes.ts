/** What LangChain's callbacks say about a run, as attributes without content. */
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  ATTR_GEN_AI_REQUEST_TEMPERATURE,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_TOOL_CALL_ID,
  ATTR_GEN_AI_TOOL_TYPE,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_SONDE_GRAPH_CHECKPOINT_NS,
  ATTR_SONDE_GRAPH_STEP,
  ATTR_SONDE_GRAPH_TRIGGERS,
} from '@sonde/conventions';
import { defined, list, number, property, text } from '../foreign-value.ts';

/** LangChain's provider names where the conventions use another. */
const PROVIDERS: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  azure_openai: 'azure.ai.openai',
  amazon_bedrock: 'aws.bedrock',
  bedrock: 'aws.bedrock',
  google_genai: 'gcp.gemini',
  google_vertexai: 'gcp.vertex_ai',
  mistral: 'mistral_ai',
  mistralai: 'mistral_ai',
  moonshot: 'moonshot_ai',
  xai: 'x_ai',
};

/** The conversation that a run belongs to: LangGraph's thread. */
export function conversationAttributes(metadata: unknown): Attributes {
  return defined({ [ATTR_GEN_AI_CONVERSATION_ID]: text(metadata, 'thread_id') });
}

/** Attributes of one execution of a node. */
export function nodeAttributes(metadata: unknown): Attributes {
  const triggers = list(metadata, 'langgraph_triggers').filter((each) => typeof each === 'string');
  return defined<Attributes[string]>({
    [ATTR_SONDE_GRAPH_STEP]: number(metadata, 'langgraph_step'),
    [ATTR_SONDE_GRAPH_TRIGGERS]: triggers.length > 0 ? triggers : undefined,
    [ATTR_SONDE_GRAPH_CHECKPOINT_NS]: text(metadata, 'langgraph_checkpoint_ns'),
  });
}

/** Attributes of a tool call. */
export function toolAttributes(callId: unknown): Attributes {
  return defined({
    [ATTR_GEN_AI_TOOL_TYPE]: 'function',
    [ATTR_GEN_AI_TOOL_CALL_ID]: typeof callId === 'string' ? callId : undefined,
  });
}

/** Name of the model a run asks for. */
export function modelName(model: unknown, invocation: unknown, metadata: unknown): string {
  const kwargs = property(model, 'kwargs');
  return (
    text(metadata, 'ls_model_name') ??
    text(invocation, 'model') ??
    text(invocation, 'model_name') ??
    text(kwargs, 'model') ??
    text(kwargs, 'model_name') ??
    'unknown'
  );
}

/** Attributes of a model call before it is made. */
export function modelAttributes(invocation: unknown, metadata: unknown): Attributes {
  const provider = text(metadata, 'ls_provider');
  return defined<Attributes[string]>({
    [ATTR_GEN_AI_PROVIDER_NAME]: provider === undefined ? undefined : (PROVIDERS[provider] ?? provider),
    [ATTR_GEN_AI_REQUEST_TEMPERATURE]:
      number(metadata, 'ls_temperature') ?? number(invocation, 'temperature'),
    [ATTR_GEN_AI_REQUEST_MAX_TOKENS]: number(metadata, 'ls_max_tokens') ?? number(invocation, 'max_tokens'),
  });
}

/** Attributes of a model's answer; usage that it does not tell stays absent. */
export function answerAttributes(result: unknown): Attributes {
  const generations = list(list(result, 'generations'), '0').map((each) => property(each, 'message') ?? each);
  const first = generations[0];
  const told = property(first, 'response_metadata');
  const reasons = generations.map(finishReason).filter((each) => each !== undefined);
  return defined<Attributes[string]>({
    [ATTR_GEN_AI_RESPONSE_ID]: text(told, 'id') ?? text(first, 'id'),
    [ATTR_GEN_AI_RESPONSE_MODEL]: text(told, 'model_name') ?? text(told, 'model'),
    [ATTR_GEN_AI_RESPONSE_FINISH_REASONS]: reasons.length > 0 ? reasons : undefined,
    ...usageAttributes(
      property(first, 'usage_metadata'),
      property(property(result, 'llmOutput'), 'tokenUsage'),
    ),
  });
}

function finishReason(message: unknown): string | undefined {
  const told = property(message, 'response_metadata') ?? property(message, 'generationInfo');
  const reason = text(told, 'finish_reason') ?? text(told, 'stop_reason');
  return reason === 'tool_calls' || reason === 'tool_use' ? 'tool_call' : reason;
}

function usageAttributes(usage: unknown, older: unknown): Record<string, number | undefined> {
  const input = property(usage, 'input_token_details');
  const output = property(usage, 'output_token_details');
  return {
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: number(usage, 'input_tokens') ?? number(older, 'promptTokens'),
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: number(usage, 'output_tokens') ?? number(older, 'completionTokens'),
    [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: number(input, 'cache_read'),
    [ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: number(input, 'cache_creation'),
    [ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: number(output, 'reasoning'),
  };
}
