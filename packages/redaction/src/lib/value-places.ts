/** Tells where a value lies behind its name: in quotes, in an element, or bare up to a sign. */
import type { ValueForm } from './secret-values.ts';

const ELEMENT_LENGTH_MAX = 1024;
const TAG = codesOf('<\r\n');
/** `prompt('Password: ', stream)`: the quote closes, and code follows. */
const CUT = /["'`](?:[,;)]{1,3}(?:\s|$)|\s)/y;

/** Where a value lies, and how it stands there. @internal */
export interface Value {
  readonly start: number;
  readonly form: ValueForm;
  /** Gives its end, or the limit if that comes first. */
  readonly endBy: (limit: number) => number;
}

/** `<password>` alone is a placeholder; a value has its closing tag, perhaps on the next line. @internal */
export function elementValue(text: string, from: number): Value | undefined {
  const start = blanksEnd(text, from);
  const value = bareOf(text, start, TAG, 'plain');
  const end = value.endBy(start + ELEMENT_LENGTH_MAX);
  return text.startsWith('</', blanksEnd(text, end)) ? value : undefined;
}

function blanksEnd(text: string, from: number): number {
  let end = from;
  while (end < from + 40 && text.charCodeAt(end) <= 32) end += 1;
  return end;
}

/** A quoted value ends at its own quote: in JSON within JSON the quotes carry backslashes. @internal */
export function quotedValue(text: string, from: number): Value | undefined {
  let start = from;
  if (/[bfruBFRU@$]/.test(text[start] ?? '') && /["']/.test(text[start + 1] ?? '')) start += 1;
  while (text[start] === '\\' && start - from < 8) start += 1;
  const quote = text[start];
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  CUT.lastIndex = start;
  if (CUT.test(text)) return undefined;
  const closing = text.slice(from, start).replace(/[^\\]/g, '') + quote;
  return quotedOf(text, text[start + 1] === ' ' ? start + 2 : start + 1, closing);
}

function quotedOf(text: string, start: number, closing: string): Value {
  return { start, form: 'quoted', endBy: (limit) => quotedEnd(text, start, closing, limit) };
}

function quotedEnd(text: string, start: number, closing: string, limit: number): number {
  let end = start;
  while (end < limit && end < text.length && !isClosing(text, end, closing) && text[end] !== '\n') end += 1;
  return end;
}

function isClosing(text: string, at: number, closing: string): boolean {
  if (text.charCodeAt(at) !== closing.charCodeAt(0) || !text.startsWith(closing, at)) return false;
  return closing.length > 1 || text[at - 1] !== '\\';
}

/** @returns the value that ends at one of the stops. @internal */
export function bareOf(text: string, start: number, stops: Uint8Array, form: ValueForm): Value {
  const endBy = (limit: number): number => {
    let end = start;
    while (end < limit && end < text.length && !isIn(stops, text.charCodeAt(end))) end += 1;
    return end;
  };
  return { start, form, endBy };
}

/** A table, since it is asked for every character of every value. @internal */
export function codesOf(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** @internal */
export function isIn(table: Uint8Array, code: number): boolean {
  return code < 128 && table[code] === 1;
}
