/** Fields of typed events as an application writes them, and the attributes they become. */
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_REQUEST_TEMPERATURE,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_SESSION_ID,
  ATTR_SONDE_ACTION,
  ATTR_SONDE_COMPONENT,
  ATTR_SONDE_COST_USD,
  ATTR_SONDE_DURATION_MS,
  ATTR_SONDE_GRAPH_NAME,
  ATTR_SONDE_GRAPH_NODE,
  ATTR_SONDE_GRAPH_STEP,
  ATTR_SONDE_MESSAGE_CONTENT,
  ATTR_SONDE_MESSAGE_COUNT,
  ATTR_SONDE_MESSAGE_ROLE,
  ATTR_SONDE_MESSAGE_SIZE,
  ATTR_SONDE_PROCESS_MEMORY,
  ATTR_SONDE_REQUEST_ID,
  ATTR_SONDE_STATE_KEYS,
  ATTR_SONDE_STATE_SIZE,
  ATTR_SONDE_VECTOR_COUNT,
  ATTR_SONDE_VECTOR_DIMENSION,
  ATTR_SONDE_VECTOR_K,
  ATTR_SONDE_VECTOR_RESULT_COUNT,
  ATTR_SONDE_VECTOR_SCORE_BEST,
  ATTR_SONDE_VECTOR_SCORE_WORST,
} from '@sonde/conventions';
import { CAPTURE_BYTES_MAX, captureSized } from './capture.ts';

/** Everything a typed event can tell. */
export interface EventFields {
  /** Conversation or thread (that of `withContext`). */
  readonly conversationId?: string;
  /** (that of `withContext`) */
  readonly requestId?: string;
  /** (that of `withContext`) */
  readonly sessionId?: string;
  /** Part of the application that tells it. */
  readonly component?: string;
  /** What was done, in the application's words. */
  readonly action?: string;
  readonly durationMs?: number;
  /** Resident memory of the process. */
  readonly processMemoryBytes?: number;
  readonly role?: 'user' | 'assistant' | 'system' | 'tool';
  /** Sent at detail `full` only; its size in any case. */
  readonly content?: unknown;
  readonly messages?: number;
  /** State of the conversation or graph: its size and its keys are told, never its values. */
  readonly state?: unknown;
  /** Its size, where the application knows it (measured on `state`, up to 32 KB). */
  readonly stateBytes?: number;
  readonly stateKeys?: readonly string[];
  readonly graph?: string;
  readonly node?: string;
  readonly step?: number;
  /** Product of the vector store: qdrant, pgvector, … */
  readonly system?: string;
  readonly collection?: string;
  /** Command: query, upsert, … */
  readonly operation?: string;
  readonly k?: number;
  readonly dimension?: number;
  readonly results?: number;
  readonly bestScore?: number;
  readonly worstScore?: number;
  /** How many were written. */
  readonly vectors?: number;
  /** chat, text_completion, … */
  readonly genAiOperation?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly stream?: boolean;
  /** Sent at detail `full` only. */
  readonly inputMessages?: unknown;
  /** Sent at detail `full` only. */
  readonly outputMessages?: unknown;
  readonly responseModel?: string;
  readonly responseId?: string;
  readonly finishReasons?: readonly string[];
  readonly timeToFirstChunkMs?: number;
  /** All input tokens, cached ones included. */
  readonly inputTokens?: number;
  /** All output tokens, reasoning included. */
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
  readonly costUsd?: number;
}

const attributeOf: { readonly [K in keyof EventFields]?: string } = {
  conversationId: ATTR_GEN_AI_CONVERSATION_ID,
  requestId: ATTR_SONDE_REQUEST_ID,
  sessionId: ATTR_SESSION_ID,
  component: ATTR_SONDE_COMPONENT,
  action: ATTR_SONDE_ACTION,
  durationMs: ATTR_SONDE_DURATION_MS,
  processMemoryBytes: ATTR_SONDE_PROCESS_MEMORY,
  role: ATTR_SONDE_MESSAGE_ROLE,
  messages: ATTR_SONDE_MESSAGE_COUNT,
  stateBytes: ATTR_SONDE_STATE_SIZE,
  stateKeys: ATTR_SONDE_STATE_KEYS,
  graph: ATTR_SONDE_GRAPH_NAME,
  node: ATTR_SONDE_GRAPH_NODE,
  step: ATTR_SONDE_GRAPH_STEP,
  system: ATTR_DB_SYSTEM_NAME,
  collection: ATTR_DB_COLLECTION_NAME,
  operation: ATTR_DB_OPERATION_NAME,
  k: ATTR_SONDE_VECTOR_K,
  dimension: ATTR_SONDE_VECTOR_DIMENSION,
  results: ATTR_SONDE_VECTOR_RESULT_COUNT,
  bestScore: ATTR_SONDE_VECTOR_SCORE_BEST,
  worstScore: ATTR_SONDE_VECTOR_SCORE_WORST,
  vectors: ATTR_SONDE_VECTOR_COUNT,
  genAiOperation: ATTR_GEN_AI_OPERATION_NAME,
  provider: ATTR_GEN_AI_PROVIDER_NAME,
  model: ATTR_GEN_AI_REQUEST_MODEL,
  maxTokens: ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  temperature: ATTR_GEN_AI_REQUEST_TEMPERATURE,
  stream: ATTR_GEN_AI_REQUEST_STREAM,
  responseModel: ATTR_GEN_AI_RESPONSE_MODEL,
  responseId: ATTR_GEN_AI_RESPONSE_ID,
  finishReasons: ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  inputTokens: ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  outputTokens: ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  cacheReadTokens: ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  cacheWriteTokens: ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  reasoningTokens: ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  costUsd: ATTR_SONDE_COST_USD,
};

/** Content, by the attribute it becomes where the detail allows it. */
const contentAttributeOf: { readonly [K in keyof EventFields]?: string } = {
  content: ATTR_SONDE_MESSAGE_CONTENT,
  inputMessages: ATTR_GEN_AI_INPUT_MESSAGES,
  outputMessages: ATTR_GEN_AI_OUTPUT_MESSAGES,
};

/**
 * The attributes of fields; those that are not given are left out.
 *
 * @param withContent - What users and models wrote may be told.
 */
export function attributesOfFields(fields: EventFields, withContent: boolean): Record<string, unknown> {
  const attributes: Record<string, unknown> = measured(fields);
  put(attributes, attributeOf, fields);
  if (withContent) put(attributes, contentAttributeOf, fields);
  return attributes;
}

function put(
  attributes: Record<string, unknown>,
  names: { readonly [K in keyof EventFields]?: string },
  fields: EventFields,
): void {
  for (const [field, name] of Object.entries(names)) {
    const value = fields[field as keyof EventFields];
    if (value !== undefined) attributes[name] = value;
  }
}

/** What is told of content in any case: its size, and the keys of a state. */
function measured({ state, content, timeToFirstChunkMs }: EventFields): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  if (state !== undefined) attributes[ATTR_SONDE_STATE_SIZE] = captureSized(state, CAPTURE_BYTES_MAX).size;
  if (isRecord(state)) attributes[ATTR_SONDE_STATE_KEYS] = Object.keys(state).slice(0, KEYS_MAX);
  if (content !== undefined)
    attributes[ATTR_SONDE_MESSAGE_SIZE] = captureSized(content, CAPTURE_BYTES_MAX).size;
  if (timeToFirstChunkMs !== undefined)
    attributes[ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK] = timeToFirstChunkMs / 1e3;
  return attributes;
}

/** A state may be a map with a key for every user. */
const KEYS_MAX = 64;

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
