/** Which metrics a cell feeds: their attributes, and what of the cell they count. */
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_TOKEN_MODALITY,
  ATTR_GEN_AI_TOKEN_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_OPERATION_NAME,
  METRIC_CHAT_MEMORY,
  METRIC_CHAT_RESPONSE_TIME,
  METRIC_GEN_AI_CLIENT_INFERENCE_DURATION,
  METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_OUTPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_TIME_PER_OUTPUT_CHUNK,
  METRIC_GEN_AI_CLIENT_INFERENCE_TIME_TO_FIRST_CHUNK,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_OPERATION_TIME_PER_OUTPUT_CHUNK,
  METRIC_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  METRIC_GEN_AI_EXECUTE_TOOL_DURATION,
  METRIC_GEN_AI_INVOKE_AGENT_DURATION,
  METRIC_GEN_AI_INVOKE_AGENT_INFERENCE_CALLS,
  METRIC_GEN_AI_INVOKE_AGENT_TOOL_CALLS,
  METRIC_GEN_AI_INVOKE_WORKFLOW_DURATION,
  METRIC_GRAPH_NODE_DURATION,
  METRIC_LLM_TOKEN_USAGE,
  METRIC_SONDE_CACHE_TOKENS,
  METRIC_SONDE_COST,
  METRIC_SONDE_LATENCY_CHANGES,
  METRIC_SONDE_OPERATION_DURATION,
  METRIC_SONDE_UNPRICED_CALLS,
  METRIC_VECTOR_STORE_OPERATIONS,
  type OperationKind,
  operationKinds,
  vectorAction,
} from '@sonde/conventions';
import type { Histogram } from './histogram.ts';
import { Dim, type Dimension, type ModelFigures, type OperationCell } from './operation-cell.ts';

/** Attributes of a series; what is undefined is left out. */
export type SeriesAttributes = { readonly [name: string]: Dimension };

/** One way from a cell to a series of a metric. */
export interface Feed {
  readonly metric: string;
  attributesOf(cell: OperationCell): SeriesAttributes;
  /** A histogram, or a number that is added up; undefined or empty: nothing to tell. */
  valueOf(cell: OperationCell): Histogram | number | undefined;
}

/** Names of the GenAI conventions in force. */
export type GenAiVersion = 'v1.41' | 'latest';

/** The feeds of a kind of operation. */
export function feedsOf(kind: OperationKind, version: GenAiVersion): readonly Feed[] {
  const own = ownFeeds(kind);
  if (operationKinds[kind].spanKind === 2) return [...own, ...clientFeeds(kind, version)];
  return version === 'latest' ? [...own, ...runFeeds(kind)] : own;
}

function ownFeeds(kind: OperationKind): Feed[] {
  const feeds: Feed[] = [
    feed(METRIC_SONDE_OPERATION_DURATION, (cell) => ({ ...operation(cell), status: status(cell) }), duration),
    feed(
      METRIC_CHAT_RESPONSE_TIME,
      (cell) => ({ status: status(cell) }),
      ({ turns }) => turns,
    ),
    feed(METRIC_SONDE_LATENCY_CHANGES, operation, ({ latencyChanges }) => latencyChanges || undefined),
    feed(
      METRIC_CHAT_MEMORY,
      () => ({}),
      ({ stateBytes }) => stateBytes || undefined,
    ),
  ];
  if (kind === 'graph')
    feeds.push(
      feed(METRIC_GRAPH_NODE_DURATION, (cell) => ({ node_name: cell.dimensions[Dim.name] }), duration),
    );
  if (kind === 'vector') feeds.push(feed(METRIC_VECTOR_STORE_OPERATIONS, vectorOperation, calls));
  return feeds;
}

function clientFeeds(kind: OperationKind, version: GenAiVersion): Feed[] {
  const isInference = kind === 'llm';
  const durationMetric =
    isInference && version === 'latest'
      ? METRIC_GEN_AI_CLIENT_INFERENCE_DURATION
      : METRIC_GEN_AI_CLIENT_OPERATION_DURATION;
  const feeds = [feed(durationMetric, failing, duration)];
  if (kind !== 'llm' && kind !== 'embeddings') return feeds;
  return [...feeds, ...usageFeeds(), ...(version === 'latest' ? latestModelFeeds(kind) : formerModelFeeds())];
}

/** Tokens and money, by the model that answered. */
function usageFeeds(): Feed[] {
  const typed = (type: string) => (cell: OperationCell) => ({ model: modelOf(cell), type });
  const paid = (cell: OperationCell) => ({
    model: modelOf(cell),
    [ATTR_GEN_AI_PROVIDER_NAME]: cell.dimensions[Dim.provider],
  });
  return [
    ofModel(METRIC_LLM_TOKEN_USAGE, typed('input'), ({ inputTokens }) => inputTokens.sum),
    ofModel(METRIC_LLM_TOKEN_USAGE, typed('output'), ({ outputTokens }) => outputTokens.sum),
    ofModel(METRIC_SONDE_CACHE_TOKENS, typed('read'), ({ cacheReadTokens }) => cacheReadTokens),
    ofModel(METRIC_SONDE_CACHE_TOKENS, typed('write'), ({ cacheWriteTokens }) => cacheWriteTokens),
    // A model that is free is told with 0: it has a price.
    feed(METRIC_SONDE_COST, paid, ({ model }) =>
      model && model.pricedCalls > 0 ? model.costUsd : undefined,
    ),
    ofModel(METRIC_SONDE_UNPRICED_CALLS, paid, ({ unpricedCalls }) => unpricedCalls),
  ];
}

function formerModelFeeds(): Feed[] {
  const typed = (type: string) => (cell: OperationCell) => ({
    ...call(cell),
    [ATTR_GEN_AI_TOKEN_TYPE]: type,
  });
  return [
    ofModel(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, typed('input'), ({ inputTokens }) => inputTokens),
    ofModel(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, typed('output'), ({ outputTokens }) => outputTokens),
    ofModel(METRIC_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK, call, ({ firstChunk }) => firstChunk),
    ofModel(METRIC_GEN_AI_CLIENT_OPERATION_TIME_PER_OUTPUT_CHUNK, call, ({ perChunk }) => perChunk),
  ];
}

function latestModelFeeds(kind: OperationKind): Feed[] {
  if (kind !== 'llm') return [];
  // Spans do not say of which modality the tokens are.
  const used = (cell: OperationCell) => ({ ...call(cell), [ATTR_GEN_AI_TOKEN_MODALITY]: 'unknown' });
  return [
    ofModel(METRIC_GEN_AI_CLIENT_INFERENCE_TIME_TO_FIRST_CHUNK, call, ({ firstChunk }) => firstChunk),
    ofModel(METRIC_GEN_AI_CLIENT_INFERENCE_TIME_PER_OUTPUT_CHUNK, call, ({ perChunk }) => perChunk),
    ofModel(METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS, used, ({ inputTokens }) => inputTokens.sum),
    ofModel(METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS, used, ({ outputTokens }) => outputTokens.sum),
    ofModel(
      METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS,
      used,
      (model) => model.cacheReadTokens,
    ),
    ofModel(
      METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS,
      used,
      (model) => model.cacheWriteTokens,
    ),
    ofModel(
      METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS,
      used,
      (model) => model.reasoningTokens,
    ),
    ofModel(METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_INPUT_TOKENS, call, ({ inputTokens }) => inputTokens),
    ofModel(METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_OUTPUT_TOKENS, call, ({ outputTokens }) => outputTokens),
  ];
}

const runMetrics: { readonly [K in OperationKind]?: string } = {
  tool: METRIC_GEN_AI_EXECUTE_TOOL_DURATION,
  agent: METRIC_GEN_AI_INVOKE_AGENT_DURATION,
  workflow: METRIC_GEN_AI_INVOKE_WORKFLOW_DURATION,
};

function runFeeds(kind: OperationKind): Feed[] {
  const metric = runMetrics[kind];
  if (metric === undefined) return [];
  const { nameAttribute } = operationKinds[kind];
  const named = ({ dimensions }: OperationCell) => ({
    [nameAttribute]: dimensions[Dim.name],
    [ATTR_ERROR_TYPE]: dimensions[Dim.errorType],
  });
  const agent = ({ dimensions }: OperationCell) => ({ [ATTR_GEN_AI_AGENT_NAME]: dimensions[Dim.name] });
  const feeds = [feed(metric, named, duration)];
  if (kind !== 'agent') return feeds;
  return [
    ...feeds,
    feed(METRIC_GEN_AI_INVOKE_AGENT_INFERENCE_CALLS, agent, (cell) => cell.agent?.modelCalls),
    feed(METRIC_GEN_AI_INVOKE_AGENT_TOOL_CALLS, agent, (cell) => cell.agent?.toolCalls),
  ];
}

function feed(metric: string, attributesOf: Feed['attributesOf'], valueOf: Feed['valueOf']): Feed {
  return { metric, attributesOf, valueOf };
}

function ofModel(
  metric: string,
  attributesOf: Feed['attributesOf'],
  valueOf: (model: ModelFigures) => Histogram | number,
): Feed {
  return feed(metric, attributesOf, ({ model }) => (model && valueOf(model)) || undefined);
}

function duration({ duration: histogram }: OperationCell): Histogram {
  return histogram;
}

function calls({ duration: { count } }: OperationCell): number {
  return count;
}

function status({ dimensions }: OperationCell): 'ok' | 'error' {
  return dimensions[Dim.errorType] === undefined ? 'ok' : 'error';
}

function operation({ kind, dimensions }: OperationCell): SeriesAttributes {
  return { [ATTR_SONDE_OPERATION_KIND]: kind, [ATTR_SONDE_OPERATION_NAME]: dimensions[Dim.name] };
}

function call({ dimensions }: OperationCell): SeriesAttributes {
  return {
    [ATTR_GEN_AI_OPERATION_NAME]: dimensions[Dim.genAiOperation],
    [ATTR_GEN_AI_PROVIDER_NAME]: dimensions[Dim.provider],
    [ATTR_GEN_AI_REQUEST_MODEL]: dimensions[Dim.requestModel],
    [ATTR_GEN_AI_RESPONSE_MODEL]: dimensions[Dim.responseModel],
    [ATTR_SERVER_ADDRESS]: dimensions[Dim.serverAddress],
    [ATTR_SERVER_PORT]: dimensions[Dim.serverPort],
  };
}

function failing(cell: OperationCell): SeriesAttributes {
  return { ...call(cell), [ATTR_ERROR_TYPE]: cell.dimensions[Dim.errorType] };
}

function modelOf({ dimensions }: OperationCell): Dimension {
  return dimensions[Dim.responseModel] ?? dimensions[Dim.requestModel] ?? dimensions[Dim.name];
}

function vectorOperation(cell: OperationCell): SeriesAttributes {
  const { dimensions } = cell;
  const written = dimensions[Dim.dbOperation] ?? dimensions[Dim.genAiOperation];
  return { operation: vectorAction(String(written ?? '')), status: status(cell) };
}
