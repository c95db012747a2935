/** Typed events of chat services by hand: one method for each of the twelve. Without an SDK they do nothing. */
import { type Context, context } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  detailAtLeast,
  EVENT_CHAT_COMPLETE,
  EVENT_CHAT_MESSAGE,
  EVENT_CHAT_START,
  EVENT_GRAPH_NODE_ENTER,
  EVENT_GRAPH_NODE_EXIT,
  EVENT_GRAPH_STATE_UPDATE,
  EVENT_LLM_ERROR,
  EVENT_LLM_REQUEST,
  EVENT_LLM_RESPONSE,
  EVENT_VECTOR_INSERT,
  EVENT_VECTOR_SEARCH,
  EVENT_VECTOR_UPDATE,
  events as eventDefinitions,
} from '@sonde/conventions';
import { type Captured, capture } from './capture.ts';
import { detailFor } from './detail.ts';
import { errorMessage, errorType } from './error-values.ts';
import { attributesOfFields, type EventFields } from './event-fields.ts';
import { operationIn } from './operation.ts';
import { requestAttributes, requestContext } from './request-context.ts';
import { runtime } from './runtime.ts';

export type { EventFields } from './event-fields.ts';

/** Fields of an event, its failure among them. */
export type TypedFields<K extends keyof EventFields> = Pick<EventFields, CommonField> &
  Pick<EventFields, K> & { readonly error?: unknown };

type CommonField = 'conversationId' | 'requestId' | 'sessionId' | 'component' | 'action';
type EndField = 'durationMs' | 'processMemoryBytes';
type NodeField = 'graph' | 'node' | 'step';
type StoreField = 'system' | 'collection' | 'operation' | 'dimension' | 'durationMs';
type CallField = 'provider' | 'model' | 'genAiOperation';
type UsageField = 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens';

/** A turn of a conversation that has begun. */
export interface ChatTurn {
  message(fields: TypedFields<'role' | 'content'>): void;
  /** Ends it; the duration is measured unless given. */
  complete(
    fields?: TypedFields<EndField | 'messages' | 'state' | 'stateBytes' | UsageField | 'costUsd'>,
  ): void;
}

/** A graph node that has been entered. */
export interface NodeVisit {
  stateUpdate(fields: TypedFields<'state' | 'stateBytes' | 'stateKeys'>): void;
  /** Leaves it; the duration is measured unless given. */
  exit(fields?: TypedFields<EndField | 'state' | 'stateBytes'>): void;
}

/** A model that has been asked. */
export interface ModelRequest {
  /** It answered; the duration is measured unless given. */
  response(fields?: TypedFields<ResponseField>): void;
  /** It failed; the duration is measured unless given. */
  error(error: unknown, fields?: TypedFields<'durationMs'>): void;
}

type ResponseField =
  | CallField
  | UsageField
  | 'durationMs'
  | 'responseModel'
  | 'responseId'
  | 'finishReasons'
  | 'timeToFirstChunkMs'
  | 'outputMessages'
  | 'costUsd';

/** All typed events. Each carries trace, session, conversation and request of where it is emitted. */
export interface TypedEvents {
  /**
   * A turn began.
   *
   * @example
   * const turn = events.chatStart({ conversationId: 'c-1', requestId: 'r-1' });
   * turn.message({ role: 'user', content: 'How large is Norway?' });
   * turn.complete({ messages: 2 });
   */
  chatStart(fields?: TypedFields<never>): ChatTurn;
  chatMessage(fields: TypedFields<'role' | 'content'>): void;
  chatComplete: ChatTurn['complete'];
  graphNodeEnter(fields: TypedFields<NodeField>): NodeVisit;
  graphNodeExit(fields: TypedFields<NodeField | EndField | 'state' | 'stateBytes'>): void;
  /** Of the state only its size and its keys are told. */
  graphStateUpdate(fields: TypedFields<NodeField | 'state' | 'stateBytes' | 'stateKeys'>): void;
  vectorSearch(fields: TypedFields<StoreField | 'k' | 'results' | 'bestScore' | 'worstScore'>): void;
  vectorInsert(fields: TypedFields<StoreField | 'vectors'>): void;
  vectorUpdate(fields: TypedFields<StoreField | 'vectors'>): void;
  llmRequest(
    fields: TypedFields<CallField | 'maxTokens' | 'temperature' | 'stream' | 'inputMessages'>,
  ): ModelRequest;
  llmResponse(fields: TypedFields<ResponseField>): void;
  llmError(fields: TypedFields<CallField | 'durationMs'>): void;
}

type AnyFields = TypedFields<keyof EventFields>;

const definitions = new Map(eventDefinitions.map((definition) => [definition.name, definition]));

/** Emits typed events. */
export const events: TypedEvents = {
  chatStart: (fields = {}) => {
    const again = opened(EVENT_CHAT_START, fields);
    return {
      message: (more) => again(EVENT_CHAT_MESSAGE, more),
      complete: (more = {}) => again(EVENT_CHAT_COMPLETE, { ...again.ended(), ...more }),
    };
  },
  chatMessage: emitter(EVENT_CHAT_MESSAGE),
  chatComplete: (fields = {}) => emit(EVENT_CHAT_COMPLETE, fields),
  graphNodeEnter: (fields) => {
    const again = opened(EVENT_GRAPH_NODE_ENTER, fields);
    return {
      stateUpdate: (more) => again(EVENT_GRAPH_STATE_UPDATE, more),
      exit: (more = {}) => again(EVENT_GRAPH_NODE_EXIT, { ...again.ended(), ...more }),
    };
  },
  graphNodeExit: emitter(EVENT_GRAPH_NODE_EXIT),
  graphStateUpdate: emitter(EVENT_GRAPH_STATE_UPDATE),
  vectorSearch: emitter(EVENT_VECTOR_SEARCH),
  vectorInsert: emitter(EVENT_VECTOR_INSERT),
  vectorUpdate: emitter(EVENT_VECTOR_UPDATE),
  llmRequest: (fields) => {
    const again = opened(EVENT_LLM_REQUEST, fields);
    return {
      response: (more = {}) => again(EVENT_LLM_RESPONSE, { ...again.ended(), ...more }),
      error: (error, more = {}) => again(EVENT_LLM_ERROR, { ...again.ended(), ...more, error }),
    };
  },
  llmResponse: emitter(EVENT_LLM_RESPONSE),
  llmError: emitter(EVENT_LLM_ERROR),
};

function emitter(eventName: string): (fields: AnyFields) => void {
  return (fields) => emit(eventName, fields);
}

interface Again {
  (eventName: string, fields: AnyFields): void;
  ended(): AnyFields;
}

/** Emits the first of several events; the later ones carry its fields and the context it was emitted in. */
function opened(eventName: string, fields: AnyFields): Again {
  const from = context.active();
  const startedMs = runtime.emitEvent === undefined ? 0 : performance.now();
  emit(eventName, fields, from);
  const again = (name: string, more: AnyFields) => emit(name, { ...fields, ...more }, from);
  return Object.assign(again, {
    ended: (): AnyFields => {
      if (runtime.emitEvent === undefined) return {};
      return { durationMs: performance.now() - startedMs, processMemoryBytes: process.memoryUsage.rss() };
    },
  });
}

/** Never throws: what is given may be anything. */
function emit(eventName: string, fields: AnyFields, from: Context = context.active()): void {
  const send = runtime.emitEvent;
  if (send === undefined) return;
  try {
    const { sessionId } = requestContext(from);
    const detail = operationIn(from)?.detail ?? detailFor(eventName, fields.sessionId ?? sessionId);
    if (detail === 'off') return;
    const { severityNumber = 9, attributes: known = [], doc = eventName } = definitions.get(eventName) ?? {};
    const told: Record<string, unknown> = {
      ...attributesOfFields(fields, detailAtLeast(detail, 'full')),
      ...failureAttributes(fields.error, detailAtLeast(detail, 'errors')),
    };
    const attributes: { [name: string]: Captured | undefined } = { ...requestAttributes(from) };
    // A later event of several carries the fields of the first, and has not all of them.
    for (const name of known) if (told[name] !== undefined) attributes[name] = capture(told[name]);
    send({ eventName, severityNumber, body: doc, attributes, context: from });
  } catch (error) {
    runtime.onInternalError('emit typed event', error);
  }
}

function failureAttributes(error: unknown, withMessage: boolean): Record<string, unknown> {
  if (error === undefined) return {};
  const type = { [ATTR_ERROR_TYPE]: errorType(error) };
  return withMessage ? { ...type, [ATTR_EXCEPTION_MESSAGE]: errorMessage(error) } : type;
}
