/** The callback handler that turns LangChain's runs into operations. */
import { SpanStatusCode } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_RETRIEVAL_DOCUMENTS,
  ATTR_GEN_AI_RETRIEVAL_QUERY_TEXT,
  ATTR_SONDE_GRAPH_NAME,
  ATTR_SONDE_VECTOR_RESULT_COUNT,
  detailAtLeast,
} from '@sonde/conventions';
import { errorType, type Operation, runtime } from '@sonde/observe';
import { failureType } from '../failure-type.ts';
import { list, number, parsed, property, text } from '../foreign-value.ts';
import { offerModelCall, wasCompleted } from '../model-call.ts';
import {
  answerAttributes,
  conversationAttributes,
  modelAttributes,
  modelName,
  nodeAttributes,
  toolAttributes,
} from './attributes.ts';
import { answers, messages, toolFailure, toolResult } from './messages.ts';
import { noteFailure, runs } from './runs.ts';
import { streamedRunStarted } from './streams.ts';

type Id = string;
type Tags = readonly string[] | undefined;

/**
 * A handler in the form every version of LangChain takes. It is awaited, which for a handler without promises of its
 * own means: called at once, in the context of the run; the default would queue it for later.
 */
export class SondeCallbackHandler {
  readonly name = 'sonde';
  readonly awaitHandlers = true;
  readonly raiseError = false;
  readonly ignoreLLM = false;
  readonly ignoreChain = false;
  readonly ignoreAgent = false;
  readonly ignoreRetriever = false;
  readonly ignoreCustomEvent = true;

  copy(): this {
    return this;
  }

  toJSON(): unknown {
    return { name: this.name };
  }

  handleChainStart(
    chain: unknown,
    inputs: unknown,
    id: Id,
    parentId?: Id,
    tags?: Tags,
    metadata?: unknown,
    _runType?: unknown,
    runName?: string,
  ): void {
    guarded(() => {
      streamedRunStarted(id);
      const name = runName ?? lastOf(chain) ?? 'chain';
      const start = { name, chain, id, parentId, tags: tags ?? [], metadata };
      const operation = startChain(start);
      operation?.setInput(inputs);
    });
  }

  handleChainEnd(outputs: unknown, id: Id): void {
    succeed(id, (operation) => operation.setOutput(outputs));
  }

  handleChainError(error: unknown, id: Id): void {
    fail(id, error);
  }

  handleChatModelStart(
    model: unknown,
    batch: unknown,
    id: Id,
    parentId?: Id,
    extra?: unknown,
    _tags?: Tags,
    metadata?: unknown,
  ): void {
    guarded(() => {
      const operation = startModel(model, id, parentId, extra, metadata);
      if (operation === undefined) return;
      if (detailAtLeast(operation.detail, 'errors')) operation.setInput(messages(list(batch, '0')));
      offerModelCall(operation);
    });
  }

  handleLLMStart(
    model: unknown,
    prompts: unknown,
    id: Id,
    parentId?: Id,
    extra?: unknown,
    _tags?: Tags,
    metadata?: unknown,
  ): void {
    guarded(() => startModel(model, id, parentId, extra, metadata)?.setInput(prompts));
  }

  handleLLMNewToken(_token: unknown, _index: unknown, id: Id): void {
    runs.get(id)?.operation?.markFirstChunk();
  }

  handleLLMEnd(result: unknown, id: Id): void {
    succeed(id, (operation) => {
      if (wasCompleted(operation)) return;
      operation.setAttributes(answerAttributes(result));
      if (detailAtLeast(operation.detail, 'errors')) operation.setOutput(answers(result));
    });
  }

  handleLLMError(error: unknown, id: Id): void {
    fail(id, error);
  }

  handleToolStart(
    tool: unknown,
    input: unknown,
    id: Id,
    parentId?: Id,
    _tags?: Tags,
    _metadata?: unknown,
    runName?: string,
    callId?: unknown,
  ): void {
    guarded(() => {
      const name = runName ?? text(tool, 'name') ?? lastOf(tool) ?? 'tool';
      const operation = runs.start(id, parentId, { kind: 'tool', name, attributes: toolAttributes(callId) });
      operation?.setInput(parsed(input));
    });
  }

  handleToolEnd(output: unknown, id: Id): void {
    const failure = toolFailure(output);
    if (failure !== undefined) return fail(id, Object.assign(new Error(failure), { name: 'ToolError' }));
    succeed(id, (operation) => operation.setOutput(toolResult(output)));
  }

  handleToolError(error: unknown, id: Id): void {
    fail(id, error);
  }

  handleRetrieverStart(
    retriever: unknown,
    query: unknown,
    id: Id,
    parentId?: Id,
    _tags?: Tags,
    _metadata?: unknown,
    runName?: string,
  ): void {
    guarded(() => {
      const name = runName ?? lastOf(retriever) ?? 'retriever';
      const operation = runs.start(id, parentId, {
        kind: 'retrieval',
        name,
        inputAttribute: ATTR_GEN_AI_RETRIEVAL_QUERY_TEXT,
        outputAttribute: ATTR_GEN_AI_RETRIEVAL_DOCUMENTS,
      });
      operation?.setInput(query);
    });
  }

  handleRetrieverEnd(documents: unknown, id: Id): void {
    succeed(id, (operation) => {
      if (Array.isArray(documents))
        operation.setAttributes({ [ATTR_SONDE_VECTOR_RESULT_COUNT]: documents.length });
      operation.setOutput(documents);
    });
  }

  handleRetrieverError(error: unknown, id: Id): void {
    fail(id, error);
  }
}

interface ChainStart {
  readonly name: string;
  readonly chain: unknown;
  readonly id: Id;
  readonly parentId: Id | undefined;
  readonly tags: readonly string[];
  readonly metadata: unknown;
}

/**
 * Graphs, their nodes and outermost chains are operations. The runnables that they are made of are not: a graph of
 * four nodes reports seventeen chains.
 */
function startChain(start: ChainStart): Operation | undefined {
  const { id, parentId, name, metadata } = start;
  if (start.tags.includes('langsmith:hidden')) return void runs.pass(id, parentId);
  const node = nodeOf(start);
  if (node !== undefined) {
    // The thread is told to the nodes, not to the graph that they are part of.
    runs.get(parentId)?.operation?.setAttributes(conversationAttributes(metadata));
    return runs.start(id, parentId, { kind: 'graph', name, attributes: nodeAttributes(metadata) }, node);
  }
  const isGraph = isCompiledGraph(start.chain);
  if (!isGraph && runs.get(parentId) !== undefined) return void runs.pass(id, parentId);
  return runs.start(id, parentId, {
    kind: /agent/i.test(name) ? 'agent' : 'workflow',
    name,
    attributes: { ...(isGraph && { [ATTR_SONDE_GRAPH_NAME]: name }), ...conversationAttributes(metadata) },
  });
}

/**
 * Which execution of a node a run is, if it is one. Everything inside a node repeats its metadata, so the name has to
 * match as well, and no run around it may be the same execution.
 */
function nodeOf({ name, metadata, parentId, chain }: ChainStart): string | undefined {
  if (text(metadata, 'langgraph_node') !== name || isCompiledGraph(chain)) return undefined;
  const namespace = text(metadata, 'langgraph_checkpoint_ns') ?? '';
  const execution = `${namespace}#${number(metadata, 'langgraph_step') ?? ''}#${name}`;
  return runs.get(parentId)?.node === execution ? undefined : execution;
}

function isCompiledGraph(chain: unknown): boolean {
  const id = list(chain, 'id');
  return id[0] === 'langgraph' && (id[1] === 'pregel' || /Graph|Pregel/.test(String(id.at(-1))));
}

function startModel(
  model: unknown,
  id: Id,
  parentId: Id | undefined,
  extra: unknown,
  metadata: unknown,
): Operation | undefined {
  streamedRunStarted(id);
  const invocation = property(extra, 'invocation_params');
  const name = modelName(model, invocation, metadata);
  return runs.start(id, parentId, { kind: 'llm', name, attributes: modelAttributes(invocation, metadata) });
}

function succeed(id: Id, describe: (operation: Operation) => void): void {
  const operation = runs.take(id)?.operation;
  if (operation === undefined) return;
  guarded(() => describe(operation));
  operation.end();
}

function fail(id: Id, error: unknown): void {
  const run = runs.take(id);
  if (run === undefined) return;
  // An interrupt or a jump to another graph is how LangGraph gives control back, not a failure.
  if (property(error, 'is_bubble_up') === true) return run.operation?.end();
  const failedBefore = noteFailure(run);
  if (failedBefore && isAbort(error)) cancel(run.operation);
  else run.operation?.fail(error, failureType(error));
}

/** When one node fails, LangGraph aborts its siblings: they did not succeed, but they are not failures to report. */
function cancel(operation: Operation | undefined): void {
  operation?.setAttributes({ [ATTR_ERROR_TYPE]: 'AbortError' });
  operation?.span.setStatus({ code: SpanStatusCode.ERROR, message: 'Aborted because another part failed.' });
  operation?.end();
}

/** Before version 1 LangChain aborted by a plain error of this message. */
function isAbort(error: unknown): boolean {
  const aborted = ['AbortError', 'ModelAbortError', 'APIUserAbortError'].includes(errorType(error));
  return aborted || text(error, 'message') === 'Aborted';
}

function lastOf(serialized: unknown): string | undefined {
  const last = list(serialized, 'id').at(-1);
  return typeof last === 'string' ? last : undefined;
}

/** Our own failure must neither reach the run nor be printed by LangChain. */
function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    runtime.onInternalError('langchain callback', error);
  }
}
