/** The typed events that an ended operation amounts to. One function for the SDK and for whoever reads spans later. */
import {
  ATTR_DB_OPERATION_NAME,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_SONDE_ACTION,
  ATTR_SONDE_COMPONENT,
  ATTR_SONDE_DURATION_MS,
  ATTR_SONDE_INPUT,
  ATTR_SONDE_MESSAGE_CONTENT,
  ATTR_SONDE_MESSAGE_ROLE,
  ATTR_SONDE_MESSAGE_SIZE,
  ATTR_SONDE_OUTPUT,
  ATTR_SONDE_PROCESS_MEMORY,
  ATTR_SONDE_STATE_KEYS,
  ATTR_SONDE_STATE_SIZE,
} from './generated/attributes.ts';
import {
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
} from './generated/events.ts';
import { vectorAction } from './kind-of-operation.ts';
import { chatEvents } from './model/chat-events.ts';
import type { OperationKind } from './operation-kinds.ts';

/** Groups of typed events: what their names begin with. */
export type EventGroup = 'chat' | 'graph' | 'vector' | 'llm';

/** What is known of an ended operation. */
export interface EndedOperation {
  readonly kind: OperationKind;
  readonly name: string;
  /** Of its span: what they hold of content decides what the events hold. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly startUnixMs: number;
  readonly endUnixMs: number;
  readonly failed: boolean;
  /** Message of its failure, where it may be told. */
  readonly errorMessage?: string | undefined;
  /** It answers a conversation: the outermost agent, workflow, model call or operation with a conversation id. */
  readonly isTurn: boolean;
  /** Size of its input and output as captured, where known, in bytes. */
  readonly inputBytes?: number | undefined;
  readonly outputBytes?: number | undefined;
  /** Keys of its output, where that is an object. */
  readonly outputKeys?: readonly string[] | undefined;
  /** Resident memory of the process at its end, in bytes. */
  readonly processMemoryBytes?: number | undefined;
}

/** A typed event before it meets a logger. */
export interface DerivedEvent {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly timeUnixMs: number;
  /** One line for people. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const definitions = new Map(chatEvents.map((each) => [each.name, each]));

/**
 * The events of an operation, in the order in which they happened.
 *
 * @param operation - It has ended.
 * @param groups - Those that are wanted.
 */
export function deriveEvents(operation: EndedOperation, groups: ReadonlySet<EventGroup>): DerivedEvent[] {
  const events: DerivedEvent[] = [];
  if (operation.isTurn && groups.has('chat')) events.push(...turnBegins(operation));
  if (operation.kind === 'llm' && groups.has('llm')) events.push(...modelEvents(operation));
  if (operation.kind === 'vector' && groups.has('vector')) events.push(...vectorEvents(operation));
  if (operation.kind === 'graph' && groups.has('graph')) events.push(...nodeEvents(operation));
  if (operation.isTurn && groups.has('chat')) events.push(...turnEnds(operation));
  return events;
}

function turnBegins(operation: EndedOperation): DerivedEvent[] {
  const asked = content(operation, ATTR_GEN_AI_INPUT_MESSAGES, ATTR_SONDE_INPUT);
  return [
    starts(operation, EVENT_CHAT_START, `${operation.name} began`),
    starts(
      operation,
      EVENT_CHAT_MESSAGE,
      `${operation.name} was asked`,
      message('user', asked, operation.inputBytes),
    ),
  ];
}

function turnEnds(operation: EndedOperation): DerivedEvent[] {
  const answered = content(operation, ATTR_GEN_AI_OUTPUT_MESSAGES, ATTR_SONDE_OUTPUT);
  const answer = message('assistant', answered, operation.outputBytes);
  const how = operation.failed ? 'failed' : 'was answered';
  const complete = ends(operation, EVENT_CHAT_COMPLETE, `${operation.name} ${how}`, {
    [ATTR_SONDE_STATE_SIZE]: operation.inputBytes,
  });
  return operation.failed
    ? [complete]
    : [ends(operation, EVENT_CHAT_MESSAGE, `${operation.name} answered`, answer), complete];
}

function modelEvents(operation: EndedOperation): DerivedEvent[] {
  const request = starts(operation, EVENT_LLM_REQUEST, `${operation.name} was asked`);
  return operation.failed
    ? [request, ends(operation, EVENT_LLM_ERROR, `${operation.name} failed`)]
    : [request, ends(operation, EVENT_LLM_RESPONSE, `${operation.name} answered`)];
}

const vectorEventNames: Readonly<Record<string, string>> = {
  search: EVENT_VECTOR_SEARCH,
  insert: EVENT_VECTOR_INSERT,
  update: EVENT_VECTOR_UPDATE,
};

/** Deleting has no event of its own: it changes the store. */
function vectorEvents(operation: EndedOperation): DerivedEvent[] {
  const action = vectorAction(String(operation.attributes[ATTR_DB_OPERATION_NAME] ?? ''));
  const eventName = vectorEventNames[action] ?? EVENT_VECTOR_UPDATE;
  return [ends(operation, eventName, `${operation.name}: ${action}${operation.failed ? ' failed' : ''}`)];
}

function nodeEvents(operation: EndedOperation): DerivedEvent[] {
  const size = { [ATTR_SONDE_STATE_SIZE]: operation.outputBytes };
  const enter = starts(operation, EVENT_GRAPH_NODE_ENTER, `${operation.name} began`);
  const exit = ends(
    operation,
    EVENT_GRAPH_NODE_EXIT,
    `${operation.name} ${operation.failed ? 'failed' : 'ended'}`,
    size,
  );
  if (operation.failed || (operation.outputBytes === undefined && operation.outputKeys === undefined))
    return [enter, exit];
  const keys = { ...size, [ATTR_SONDE_STATE_KEYS]: operation.outputKeys };
  return [enter, ends(operation, EVENT_GRAPH_STATE_UPDATE, `${operation.name} wrote its state`, keys), exit];
}

function starts(
  operation: EndedOperation,
  eventName: string,
  body: string,
  own: Readonly<Record<string, unknown>> = {},
): DerivedEvent {
  return made(operation, eventName, operation.startUnixMs, body, own);
}

function ends(
  operation: EndedOperation,
  eventName: string,
  body: string,
  own: Readonly<Record<string, unknown>> = {},
): DerivedEvent {
  return made(operation, eventName, operation.endUnixMs, body, {
    [ATTR_SONDE_DURATION_MS]: operation.endUnixMs - operation.startUnixMs,
    [ATTR_SONDE_PROCESS_MEMORY]: operation.processMemoryBytes,
    ...(operation.failed && {
      [ATTR_ERROR_TYPE]: operation.attributes[ATTR_ERROR_TYPE] ?? '_OTHER',
      [ATTR_EXCEPTION_MESSAGE]: operation.errorMessage,
    }),
    ...own,
  });
}

/** Of the operation's attributes those that the event has, then its own. */
function made(
  operation: EndedOperation,
  eventName: string,
  timeUnixMs: number,
  body: string,
  own: Readonly<Record<string, unknown>>,
): DerivedEvent {
  const { attributes: names = [], severityNumber = 9 } = definitions.get(eventName) ?? {};
  const all: Readonly<Record<string, unknown>> = {
    ...operation.attributes,
    [ATTR_SONDE_COMPONENT]: operation.attributes[ATTR_SONDE_COMPONENT] ?? operation.kind,
    [ATTR_SONDE_ACTION]: operation.attributes[ATTR_SONDE_ACTION] ?? operation.name,
    ...own,
  };
  const present = names.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]);
  return { eventName, severityNumber, timeUnixMs, body, attributes: Object.fromEntries(present) };
}

function message(
  role: string,
  said: unknown,
  sizeBytes: number | undefined,
): Readonly<Record<string, unknown>> {
  return {
    [ATTR_SONDE_MESSAGE_ROLE]: role,
    [ATTR_SONDE_MESSAGE_CONTENT]: said,
    [ATTR_SONDE_MESSAGE_SIZE]: sizeBytes,
  };
}

function content({ attributes }: EndedOperation, ...names: readonly string[]): unknown {
  return names.map((name) => attributes[name]).find((value) => value !== undefined);
}
