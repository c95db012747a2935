/** LangChain's messages in the form the GenAI conventions ask for: `{ role, parts }`. */
import { list, property, text } from '../foreign-value.ts';

const ROLES: Readonly<Record<string, string>> = {
  human: 'user',
  ai: 'assistant',
  system: 'system',
  developer: 'system',
  tool: 'tool',
  function: 'tool',
};

/** A list of messages, whatever version of LangChain made them. */
export function messages(values: unknown): unknown[] {
  return Array.isArray(values) ? values.map(message) : [];
}

/** The answers of a model, one message per generation. */
export function answers(result: unknown): unknown[] {
  return list(list(result, 'generations'), '0').map((generation) => {
    const answer = property(generation, 'message');
    return answer === undefined
      ? { role: 'assistant', parts: [{ type: 'text', content: text(generation, 'text') }] }
      : message(answer);
  });
}

/** What a tool gave back: the content of its message, when it is wrapped in one. */
export function toolResult(output: unknown): unknown {
  return typeOf(output) === 'tool' ? property(output, 'content') : output;
}

/** A tool that failed and was told so to the model in a message instead of by a throw. */
export function toolFailure(output: unknown): string | undefined {
  if (typeOf(output) !== 'tool' || text(output, 'status') !== 'error') return undefined;
  return text(output, 'content') ?? 'The tool failed.';
}

function message(value: unknown): unknown {
  const type = typeOf(value);
  const role = ROLES[type] ?? text(value, 'role') ?? type;
  const parts = role === 'tool' ? [toolResponse(value)] : [...content(value), ...toolCalls(value)];
  return { role, parts };
}

function typeOf(value: unknown): string {
  return text(value, 'type') ?? text(value, '_type') ?? 'unknown';
}

function content(value: unknown): unknown[] {
  const held = property(value, 'content');
  if (typeof held === 'string') return held === '' ? [] : [{ type: 'text', content: held }];
  return Array.isArray(held) ? held.map(part) : [];
}

function part(value: unknown): unknown {
  const type = text(value, 'type') ?? 'unknown';
  return type === 'text' ? { type, content: text(value, 'text') } : { type };
}

function toolCalls(value: unknown): unknown[] {
  return list(value, 'tool_calls').map((call) => ({
    type: 'tool_call',
    id: text(call, 'id'),
    name: text(call, 'name'),
    arguments: property(call, 'args'),
  }));
}

function toolResponse(value: unknown): unknown {
  const result = property(value, 'content');
  return { type: 'tool_call_response', id: text(value, 'tool_call_id'), result };
}
