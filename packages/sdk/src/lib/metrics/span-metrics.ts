/** Counts every ended operation in place: no series is built, nothing is recorded through an instrument. */
import type { Attributes } from '@opentelemetry/api';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  ATTR_DB_OPERATION_NAME,
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_SONDE_COST_USD,
  ATTR_SONDE_LATENCY_CHANGED,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_STREAM_CHUNKS,
  kindOfOperation,
  type OperationKind,
  operationKinds,
} from '@sonde/conventions';
import type { Operation } from '@sonde/observe';
import { CellTrie, dimension } from './cell-trie.ts';
import { durationBounds, Histogram } from './histogram.ts';
import type { Dimension, ModelFigures, OperationCell } from './operation-cell.ts';

/** Error type where a failed span names none (semantic conventions of `error.type`). */
const OTHER_ERROR = '_OTHER';
/** How far up an agent is looked for that a call belongs to. */
const ANCESTORS_MAX = 32;

/** How spans are counted. */
export interface SpanMetricsOptions {
  /** Cells of one kind. */
  readonly cellsMax: number;
  /** Counts the calls that each run of an agent made. */
  readonly countsAgentCalls: boolean;
  /** Told of each new cell. */
  onCell(cell: OperationCell): void;
}

interface AgentCalls {
  model: number;
  tool: number;
}

/** Counts spans. */
export class SpanMetrics {
  readonly #options: SpanMetricsOptions;
  readonly #tries = new Map<OperationKind, CellTrie>();
  readonly #inside: Dimension[] = [undefined, undefined];
  readonly #client: Dimension[] = new Array<Dimension>(9).fill(undefined);
  readonly #agentCalls = new WeakMap<Operation, AgentCalls>();
  readonly #stateCells = new Set<OperationCell>();
  /** Spans counted so far. */
  recordedCount = 0;

  constructor(options: SpanMetricsOptions) {
    this.#options = options;
  }

  /**
   * Counts one ended span; spans that are no operations are let pass.
   *
   * @param operation - The operation behind it, when Sonde's wrappers or instrumentation made it.
   */
  record(span: ReadableSpan, operation: Operation | undefined): void {
    const { attributes } = span;
    const kind = operation === undefined ? foreignKind(attributes) : operation.spec.kind;
    if (kind === undefined) return;
    const cell = this.#cell(kind, span, operation);
    const seconds = span.duration[0] + span.duration[1] / 1e9;
    this.recordedCount += 1;
    cell.duration.record(seconds);
    if (isTurn(kind, span, operation)) (cell.turns ??= new Histogram(durationBounds)).record(seconds);
    if (attributes[ATTR_SONDE_LATENCY_CHANGED] === true) cell.latencyChanges += 1;
    if (operation !== undefined) this.#recordOperation(cell, operation);
    if (cell.model !== undefined) recordModel(cell.model, attributes, operation, seconds);
  }

  /** Sizes of states are those since the last collection. */
  forgetStates(): void {
    for (const cell of this.#stateCells) cell.stateBytes = 0;
    this.#stateCells.clear();
  }

  #recordOperation(cell: OperationCell, operation: Operation): void {
    const { kind } = operation.spec;
    if (holdsState(kind) && operation.inputSize > cell.stateBytes) {
      if (cell.stateBytes === 0) this.#stateCells.add(cell);
      cell.stateBytes = operation.inputSize;
    }
    if (!this.#options.countsAgentCalls) return;
    if (kind === 'llm' || kind === 'tool') this.#countForAgent(operation, kind);
    else if (cell.agent !== undefined) {
      const { model = 0, tool = 0 } = this.#agentCalls.get(operation) ?? {};
      cell.agent.modelCalls.record(model);
      cell.agent.toolCalls.record(tool);
    }
  }

  #countForAgent(operation: Operation, kind: 'llm' | 'tool'): void {
    let up = operation.parent;
    for (let i = 0; i < ANCESTORS_MAX && up !== undefined && up.spec.kind !== 'agent'; i += 1) up = up.parent;
    if (up?.spec.kind !== 'agent') return;
    let counts = this.#agentCalls.get(up);
    if (counts === undefined) this.#agentCalls.set(up, (counts = { model: 0, tool: 0 }));
    counts[kind === 'llm' ? 'model' : 'tool'] += 1;
  }

  /** The arrays of dimensions are used again for every span: the trie copies what it keeps. */
  #cell(kind: OperationKind, span: ReadableSpan, operation: Operation | undefined): OperationCell {
    const { attributes } = span;
    const { nameAttribute, spanKind } = operationKinds[kind];
    const dimensions = spanKind === 2 ? this.#client : this.#inside;
    dimensions[0] = dimension(
      operation === undefined ? (attributes[nameAttribute] ?? span.name) : operation.spec.name,
    );
    dimensions[1] =
      span.status.code === SpanStatusCode.ERROR
        ? (dimension(attributes[ATTR_ERROR_TYPE]) ?? OTHER_ERROR)
        : undefined;
    if (spanKind === 2) {
      dimensions[2] = dimension(attributes[ATTR_GEN_AI_OPERATION_NAME]);
      dimensions[3] = dimension(attributes[ATTR_GEN_AI_PROVIDER_NAME]);
      dimensions[4] = dimension(attributes[ATTR_GEN_AI_REQUEST_MODEL]);
      dimensions[5] = dimension(attributes[ATTR_GEN_AI_RESPONSE_MODEL]);
      dimensions[6] = dimension(attributes[ATTR_SERVER_ADDRESS]);
      dimensions[7] = dimension(attributes[ATTR_SERVER_PORT]);
      dimensions[8] = dimension(attributes[ATTR_DB_OPERATION_NAME]);
    }
    return this.#trie(kind).find(dimensions);
  }

  #trie(kind: OperationKind): CellTrie {
    let trie = this.#tries.get(kind);
    if (trie === undefined) {
      trie = new CellTrie(kind, this.#options.cellsMax, this.#options.onCell);
      this.#tries.set(kind, trie);
    }
    return trie;
  }
}

/**
 * A turn of a conversation is answered by its outermost operation: an agent, a workflow, a model call, or whatever
 * carries a conversation id.
 */
export function isTurn(
  kind: OperationKind,
  { parentSpanContext, attributes }: Pick<ReadableSpan, 'parentSpanContext' | 'attributes'>,
  operation: Operation | undefined,
): boolean {
  const isOutermost =
    operation === undefined
      ? parentSpanContext === undefined || parentSpanContext.isRemote === true
      : operation.depth === 0;
  if (!isOutermost) return false;
  if (kind === 'agent' || kind === 'workflow' || kind === 'llm') return true;
  return attributes[ATTR_GEN_AI_CONVERSATION_ID] !== undefined;
}

/** What has used tokens of a model is a call of it, whatever it calls itself. */
function foreignKind(attributes: Attributes): OperationKind | undefined {
  const kind = kindOfOperation(attributes[ATTR_SONDE_OPERATION_KIND], attributes[ATTR_GEN_AI_OPERATION_NAME]);
  if (kind !== undefined) return kind;
  const hasUsage = attributes[ATTR_GEN_AI_USAGE_INPUT_TOKENS] ?? attributes[ATTR_GEN_AI_USAGE_OUTPUT_TOKENS];
  return hasUsage !== undefined && attributes[ATTR_GEN_AI_REQUEST_MODEL] !== undefined ? 'llm' : undefined;
}

/** Kinds whose input is the state of a conversation or graph. */
function holdsState(kind: OperationKind): boolean {
  return kind === 'llm' || kind === 'graph';
}

function recordModel(
  model: ModelFigures,
  attributes: Attributes,
  operation: Operation | undefined,
  seconds: number,
): void {
  const input = attributes[ATTR_GEN_AI_USAGE_INPUT_TOKENS];
  const output = attributes[ATTR_GEN_AI_USAGE_OUTPUT_TOKENS];
  if (isCount(input)) model.inputTokens.record(input);
  if (isCount(output)) model.outputTokens.record(output);
  if (input !== undefined || output !== undefined) {
    model.cacheReadTokens += counted(attributes[ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]);
    model.cacheWriteTokens += counted(attributes[ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]);
    model.reasoningTokens += counted(attributes[ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]);
    const cost = attributes[ATTR_SONDE_COST_USD];
    model.costUsd += counted(cost);
    if (cost === undefined) model.unpricedCalls += 1;
    else model.pricedCalls += 1;
  }
  recordStream(model, attributes, operation, seconds);
}

/** Of the chunks only their number is known: each took the mean. */
function recordStream(
  model: ModelFigures,
  attributes: Attributes,
  operation: Operation | undefined,
  seconds: number,
): void {
  const first =
    operation?.firstChunkMs === undefined
      ? attributes[ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]
      : operation.firstChunkMs / 1e3;
  if (!isCount(first)) return;
  model.firstChunk.record(first);
  const later = counted(attributes[ATTR_SONDE_STREAM_CHUNKS]) - 1;
  if (later > 0 && seconds >= first) model.perChunk.record((seconds - first) / later, later);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;
}

function counted(value: unknown): number {
  return isCount(value) ? value : 0;
}
