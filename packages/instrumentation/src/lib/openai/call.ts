/** One call of the API, from its request to its end: an operation of its own, or one that a framework opened. */
import { type Context, context } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
  ATTR_GEN_AI_TOOL_DEFINITIONS,
  ATTR_SONDE_STREAM_CHUNKS,
  ATTR_SONDE_STREAM_ENDED_BY,
  detailAtLeast,
} from '@sonde/conventions';
import { type Operation, runtime, startOperation } from '@sonde/observe';
import { failureType } from '../failure-type.ts';
import { property, text } from '../foreign-value.ts';
import { markCompleted, takeModelCall } from '../model-call.ts';
import { type Api, requestAttributes, responseAttributes } from './attributes.ts';
import { inputMessages, outputMessages, systemInstructions } from './messages.ts';

/** A call being observed. */
export class ModelCall {
  readonly api: Api;
  readonly #operation: Operation;
  /** False for an operation that a framework opened and will end: it may try the call again. */
  readonly #owned: boolean;
  #ended = false;

  constructor(api: Api, operation: Operation, owned: boolean) {
    this.api = api;
    this.#operation = operation;
    this.#owned = owned;
  }

  /** Context in which the request is made. */
  get context(): Context {
    return this.#operation.context;
  }

  get ended(): boolean {
    return this.#ended || this.#operation.ended;
  }

  /** Marks a chunk's arrival; only the first changes anything. */
  firstChunk(): void {
    this.#operation.markFirstChunk();
  }

  /** Ends the call with the response it got, or as much of it as came. */
  complete(response: unknown): void {
    if (this.ended) return;
    this.#guarded(() => this.#describe(response));
    const failure = failureIn(response);
    if (failure === undefined) this.abandon();
    else this.fail(failure);
  }

  /** Ends a stream. */
  completeStream(response: unknown, chunks: number, endedBy: 'done' | 'return'): void {
    this.#streamed(chunks, endedBy);
    this.complete(response);
  }

  /** Ends a stream that broke, with what had come. */
  failStream(response: unknown, chunks: number, error: unknown): void {
    if (this.ended) return;
    this.#streamed(chunks, 'throw');
    this.#guarded(() => this.#describe(response));
    this.fail(error);
  }

  /** Ends the call as it is, without a response that could be read. */
  abandon(): void {
    this.#ended = true;
    if (this.#owned) this.#operation.end();
  }

  /** Ends the call as a failure. */
  fail(error: unknown): void {
    if (this.ended) return;
    this.#ended = true;
    if (this.#owned) this.#operation.fail(error, failureType(error));
  }

  #streamed(chunks: number, endedBy: string): void {
    if (this.ended) return;
    this.#operation.setAttributes({
      [ATTR_SONDE_STREAM_CHUNKS]: chunks,
      [ATTR_SONDE_STREAM_ENDED_BY]: endedBy,
    });
  }

  #describe(response: unknown): void {
    const operation = this.#operation;
    operation.setAttributes(responseAttributes(this.api, response));
    if (!this.#owned) markCompleted(operation);
    if (!detailAtLeast(operation.detail, 'errors')) return;
    operation.setOutput(outputMessages(this.api, response));
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      runtime.onInternalError('openai response', error);
    }
  }
}

/**
 * Starts observing a call.
 *
 * @param api - The endpoint.
 * @param body - Its request body.
 * @param client - The client that makes the call.
 * @returns undefined when it is not observed.
 */
export function startCall(api: Api, body: unknown, client: unknown): ModelCall | undefined {
  try {
    return start(api, body, client);
  } catch (error) {
    runtime.onInternalError('openai request', error);
    return undefined;
  }
}

/** Runs the request in the call's context. */
export function inCall<T>(call: ModelCall, request: () => T): T {
  return context.with(call.context, request);
}

function start(api: Api, body: unknown, client: unknown): ModelCall | undefined {
  const offered = api === 'embeddings' ? undefined : takeModelCall();
  const attributes = requestAttributes(api, body, property(client, 'baseURL'));
  const operation =
    offered?.setAttributes(attributes) ??
    startOperation({
      kind: api === 'embeddings' ? 'embeddings' : 'llm',
      name: text(body, 'model') ?? 'unknown',
      attributes,
    });
  if (operation === undefined) return undefined;
  if (detailAtLeast(operation.detail, 'errors')) describeInput(operation, api, body);
  return new ModelCall(api, operation, offered === undefined);
}

function describeInput(operation: Operation, api: Api, body: unknown): void {
  operation.setInput(inputMessages(api, body));
  if (!detailAtLeast(operation.detail, 'full')) return;
  operation.setContent(ATTR_GEN_AI_SYSTEM_INSTRUCTIONS, systemInstructions(body));
  operation.setContent(ATTR_GEN_AI_TOOL_DEFINITIONS, property(body, 'tools'));
}

/** The responses API reports a failed generation in a response of status 200. */
function failureIn(response: unknown): Error | undefined {
  if (text(response, 'status') !== 'failed') return undefined;
  const told = property(response, 'error');
  const error = new Error(text(told, 'message') ?? 'The model failed to answer.');
  return Object.assign(error, { name: 'ResponseFailed', code: text(told, 'code') });
}
