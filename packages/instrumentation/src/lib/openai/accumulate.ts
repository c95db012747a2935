/** Puts the chunks of a streamed response together to what the response would have been without streaming. */
import { list, number, property, text } from '../foreign-value.ts';
import type { Api } from './attributes.ts';

/** Choices and tool calls kept of one stream: an index comes from the network. */
const INDEX_MAX = 128;
/** Characters kept of one text; a captured value holds no more. */
const TEXT_MAX = 65_536;

/** What a stream has said so far. */
export interface Accumulator {
  add(chunk: unknown): void;
  /** The response as far as it came. */
  response(): unknown;
}

/** An accumulator for an endpoint's chunks. */
export function accumulate(api: Api): Accumulator {
  return api === 'responses' ? new ResponseEvents() : new ChatChunks();
}

interface Call {
  id?: string;
  function: { name: string; arguments: string };
}

interface Choice {
  readonly message: { role: string; content: string; refusal: string; readonly tool_calls: Call[] };
  finish_reason?: string;
}

class ChatChunks implements Accumulator {
  #head: Record<string, unknown> = {};
  readonly #choices: Choice[] = [];

  add(chunk: unknown): void {
    for (const name of ['id', 'model', 'service_tier', 'system_fingerprint', 'usage'])
      this.#head[name] = property(chunk, name) ?? this.#head[name];
    for (const choice of list(chunk, 'choices')) this.#addChoice(choice);
  }

  response(): unknown {
    return { ...this.#head, choices: this.#choices.filter((choice) => choice !== undefined) };
  }

  #addChoice(chunk: unknown): void {
    const index = number(chunk, 'index') ?? 0;
    if (!isIndex(index)) return;
    const choice = (this.#choices[index] ??= {
      message: { role: 'assistant', content: '', refusal: '', tool_calls: [] },
    });
    const delta = property(chunk, 'delta');
    const { message } = choice;
    message.content = joined(message.content, text(delta, 'content'));
    message.refusal = joined(message.refusal, text(delta, 'refusal'));
    for (const call of list(delta, 'tool_calls')) addCall(message.tool_calls, call);
    const reason = text(chunk, 'finish_reason');
    if (reason !== undefined) choice.finish_reason = reason;
  }
}

function addCall(calls: Call[], chunk: unknown): void {
  const index = number(chunk, 'index') ?? 0;
  if (!isIndex(index)) return;
  const call = (calls[index] ??= { function: { name: '', arguments: '' } });
  const id = text(chunk, 'id');
  if (id !== undefined) call.id = id;
  const called = property(chunk, 'function');
  call.function.name = joined(call.function.name, text(called, 'name'));
  call.function.arguments = joined(call.function.arguments, text(called, 'arguments'));
}

function isIndex(index: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < INDEX_MAX;
}

function joined(soFar: string, more: string | undefined): string {
  return more === undefined || soFar.length >= TEXT_MAX ? soFar : soFar + more;
}

/** The responses API repeats the whole response in its last event; before it, only text deltas count. */
class ResponseEvents implements Accumulator {
  #response: unknown;
  #text = '';
  #whole = false;

  add(event: unknown): void {
    const response = property(event, 'response');
    if (response !== undefined) this.#response = response;
    const type = text(event, 'type') ?? '';
    if (type === 'response.output_text.delta') this.#text = joined(this.#text, text(event, 'delta'));
    if (['response.completed', 'response.incomplete', 'response.failed'].includes(type)) this.#whole = true;
  }

  response(): unknown {
    if (this.#whole) return this.#response;
    const message = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: this.#text }],
    };
    return { ...(this.#response as object | undefined), status: 'cut off', output: [message] };
  }
}
