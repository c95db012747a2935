/** OpenAI's messages in the form the GenAI conventions ask for: `{ role, parts }`. */
import { list, parsed, property, text } from '../foreign-value.ts';
import type { Api } from './attributes.ts';

/** One message. */
export interface Message {
  readonly role: string;
  readonly parts: readonly MessagePart[];
  readonly name?: string;
}

/** One part of a message. */
export interface MessagePart {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What a request asks, as messages; for embeddings the text itself. */
export function inputMessages(api: Api, body: unknown): unknown {
  if (api === 'embeddings') return property(body, 'input');
  if (api === 'chat_completions') return list(body, 'messages').map(chatMessage);
  const input = property(body, 'input');
  if (typeof input === 'string') return [{ role: 'user', parts: [textPart(input)] }];
  return list(body, 'input').map(responseItem);
}

/** What a response answers: one message per choice. Vectors are not content anybody reads: none for embeddings. */
export function outputMessages(api: Api, response: unknown): readonly Message[] | undefined {
  if (api === 'embeddings') return undefined;
  if (api === 'chat_completions')
    return list(response, 'choices').map((choice) => chatMessage(property(choice, 'message')));
  const parts = list(response, 'output').flatMap((item) => responseItem(item).parts);
  return [{ role: 'assistant', parts }];
}

/** Instructions given apart from the conversation (responses API). */
export function systemInstructions(body: unknown): readonly MessagePart[] | undefined {
  const instructions = text(body, 'instructions');
  return instructions === undefined ? undefined : [textPart(instructions)];
}

function chatMessage(message: unknown): Message {
  const role = text(message, 'role') ?? 'assistant';
  const name = text(message, 'name');
  return {
    role: role === 'developer' ? 'system' : role,
    parts: role === 'tool' ? [toolResponse(message)] : [...contentParts(message), ...toolCalls(message)],
    ...(name === undefined ? {} : { name }),
  };
}

function contentParts(message: unknown): MessagePart[] {
  const refusal = text(message, 'refusal');
  const reasoning = text(message, 'reasoning_content') ?? text(message, 'reasoning');
  return [
    ...(reasoning === undefined ? [] : [{ type: 'reasoning', content: reasoning }]),
    ...partsOf(property(message, 'content')),
    ...(refusal === undefined ? [] : [{ type: 'refusal', content: refusal }]),
  ];
}

function partsOf(content: unknown): MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  return Array.isArray(content) ? content.map(contentPart) : [];
}

function contentPart(part: unknown): MessagePart {
  const type = text(part, 'type') ?? 'unknown';
  if (type.endsWith('text')) return textPart(text(part, 'text') ?? '');
  const image = property(part, 'image_url');
  if (image !== undefined) return media('image', typeof image === 'string' ? image : text(image, 'url'));
  const audio = property(part, 'input_audio');
  if (audio !== undefined)
    return blob('audio', `audio/${text(audio, 'format') ?? 'wav'}`, text(audio, 'data'));
  const fileId = text(part, 'file_id') ?? text(property(part, 'file'), 'file_id');
  if (fileId !== undefined) return { type: 'file', file_id: fileId };
  return { type, content: text(part, type) };
}

function media(modality: string, url: string | undefined): MessagePart {
  const data = /^data:([^;,]*)[^,]*,/.exec(url ?? '');
  return data === null ? { type: 'uri', modality, uri: url } : blob(modality, data[1] ?? '', url);
}

/** Only the size: a picture would use up the room that the text around it needs. */
function blob(modality: string, mimeType: string, data: string | undefined): MessagePart {
  return { type: 'blob', modality, mime_type: mimeType, content: `[${data?.length ?? 0} characters]` };
}

function toolCalls(message: unknown): MessagePart[] {
  return list(message, 'tool_calls').map((call) => {
    const called = property(call, 'function') ?? property(call, 'custom');
    const given = property(called, 'arguments') ?? property(called, 'input');
    return { type: 'tool_call', id: text(call, 'id'), name: text(called, 'name'), arguments: parsed(given) };
  });
}

function toolResponse(message: unknown): MessagePart {
  const result = property(message, 'content');
  return { type: 'tool_call_response', id: text(message, 'tool_call_id'), result: parsed(result) };
}

function responseItem(item: unknown): Message {
  const type = text(item, 'type') ?? 'message';
  if (type === 'function_call')
    return { role: 'assistant', parts: [{ type: 'tool_call', ...calledFunction(item) }] };
  if (type === 'function_call_output') {
    const result = parsed(property(item, 'output'));
    return { role: 'tool', parts: [{ type: 'tool_call_response', id: text(item, 'call_id'), result }] };
  }
  if (type === 'reasoning')
    return { role: 'assistant', parts: list(item, 'summary').map((each) => reasoningPart(each)) };
  if (type === 'message') return chatMessage(item);
  return { role: 'assistant', parts: [{ type }] };
}

function calledFunction(item: unknown): Record<string, unknown> {
  return {
    id: text(item, 'call_id'),
    name: text(item, 'name'),
    arguments: parsed(property(item, 'arguments')),
  };
}

function reasoningPart(summary: unknown): MessagePart {
  return { type: 'reasoning', content: text(summary, 'text') };
}

function textPart(content: string): MessagePart {
  return { type: 'text', content };
}
