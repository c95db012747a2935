/** LLM messages from what instrumentations capture: structured, as JSON text, or as providers write them. */
import {
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
} from '@sonde/conventions';
import type { Json, JsonMap } from '@sonde/store/reader';
import { isList, isMap, member, parseIfJson, textMember } from '../parts/json-values.ts';

/** One part of a message. */
export type MessagePart =
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly content: Json }
  | { readonly type: 'tool_result'; readonly id: string; readonly content: Json }
  | { readonly type: 'other'; readonly name: string; readonly content: Json };

/** One message of a conversation. */
export interface Message {
  readonly role: string;
  readonly name: string;
  readonly isOutput: boolean;
  readonly parts: readonly MessagePart[];
}

/** The conversation of a span: instructions, input, output; empty where none was captured. */
export function conversationOf(attributes: JsonMap): readonly Message[] {
  const instructions = parseIfJson(attributes[ATTR_GEN_AI_SYSTEM_INSTRUCTIONS] ?? null);
  const system = instructions === null ? [] : [message({ role: 'system', content: instructions }, false)];
  return [
    ...system,
    ...messagesOf(attributes[ATTR_GEN_AI_INPUT_MESSAGES], false),
    ...messagesOf(attributes[ATTR_GEN_AI_OUTPUT_MESSAGES], true),
  ];
}

function messagesOf(captured: Json | undefined, isOutput: boolean): readonly Message[] {
  const value = parseIfJson(captured ?? null);
  if (value === null) return [];
  const list = member(value, 'messages') ?? value;
  return (isList(list) ? list : [list]).map((item) => message(parseIfJson(item), isOutput));
}

function message(value: Json, isOutput: boolean): Message {
  const role = textMember(value, 'role') || (isOutput ? 'assistant' : 'user');
  const calls = member(value, 'tool_calls');
  const own = member(value, 'parts') ?? member(value, 'content') ?? (isMap(value) && calls ? null : value);
  const parts = partsOf(own, role === 'tool' ? textMember(value, 'tool_call_id') : undefined);
  return {
    role,
    name: textMember(value, 'name'),
    isOutput,
    parts: [...parts, ...(isList(calls) ? calls.map(part) : [])],
  };
}

function partsOf(value: Json, resultOf: string | undefined): readonly MessagePart[] {
  if (value === null || value === '') return [];
  if (resultOf !== undefined && !isList(value))
    return [{ type: 'tool_result', id: resultOf, content: value }];
  return isList(value) ? value.map(part) : [part(value)];
}

function part(value: Json): MessagePart {
  if (typeof value === 'string') return { type: 'text', text: value };
  const type = textMember(value, 'type');
  if (type === 'tool_call' || type === 'tool_use' || type === 'function' || type === 'server_tool_call')
    return toolCall(value);
  if (type === 'tool_call_response' || type === 'tool_result' || type === 'server_tool_call_response')
    return toolResult(value);
  const text = textMember(value, 'content') || textMember(value, 'text') || textMember(value, 'thinking');
  if (type === 'reasoning' || type === 'thinking') return { type: 'reasoning', text };
  if (text !== '' && (type === 'text' || type === '')) return { type: 'text', text };
  return { type: 'other', name: type || 'part', content: value };
}

function toolCall(value: Json): MessagePart {
  const called = member(value, 'function') ?? value;
  const content = member(called, 'arguments') ?? member(called, 'input') ?? null;
  return { type: 'tool_call', id: textMember(value, 'id'), name: textMember(called, 'name'), content };
}

function toolResult(value: Json): MessagePart {
  const id = textMember(value, 'id') || textMember(value, 'tool_use_id');
  const content = member(value, 'result') ?? member(value, 'response') ?? member(value, 'content') ?? null;
  return { type: 'tool_result', id, content };
}
