/** The first line of an input, short enough for a list. */
import { ATTR_GEN_AI_INPUT_MESSAGES, ATTR_SONDE_INPUT, operationKinds } from '@sonde/conventions';
import type { AnyValueMap } from '@sonde/otlp';
import type { Json } from '../reader/records.ts';
import { structureOf } from './json-value.ts';

const previewLengthMax = 160;
const inputAttributes = [
  ATTR_SONDE_INPUT,
  ATTR_GEN_AI_INPUT_MESSAGES,
  operationKinds.tool.inputAttribute,
  'input.value',
] as const;

/** First line of whatever went into an operation; empty when nothing was captured. */
export function previewOf(attributes: AnyValueMap): string {
  for (const name of inputAttributes) {
    if (attributes[name] === undefined || attributes[name] === '') continue;
    const line = firstLine(lastUserText(structureOf(attributes, name), 0));
    if (line !== '') return line;
  }
  return '';
}

// Chat inputs are lists of messages: the last one of the user says what is asked for.
function lastUserText(value: Json, depth: number): string {
  if (value === null || depth > 6) return '';
  if (typeof value !== 'object') return String(value);
  if (!Array.isArray(value)) return textOfMessage(value as { readonly [key: string]: Json }, depth);
  const users = value.filter((item) => roleOf(item) === 'user');
  const chosen = users.at(-1) ?? value[0] ?? null;
  return lastUserText(chosen, depth + 1);
}

function textOfMessage(message: { readonly [key: string]: Json }, depth: number): string {
  for (const key of ['content', 'parts', 'text', 'messages', 'input', 'query', 'prompt']) {
    const value = Object.hasOwn(message, key) ? message[key] : undefined;
    if (value !== undefined && value !== null) return lastUserText(value, depth + 1);
  }
  return JSON.stringify(message);
}

function roleOf(value: Json): unknown {
  return typeof value === 'object' && value !== null && 'role' in value ? value.role : undefined;
}

function firstLine(text: string): string {
  const line = (text.slice(0, 4_096).trim().split('\n', 1)[0] ?? '').trim();
  return line.length > previewLengthMax ? `${line.slice(0, previewLengthMax - 1)}…` : line;
}
