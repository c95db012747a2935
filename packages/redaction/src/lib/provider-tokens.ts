/** Finds access tokens by the prefixes their issuers publish. */
import {
  ALNUM,
  BASE64,
  DIGIT,
  DOT,
  endOf,
  HEX_LETTER,
  HYPHEN,
  LOWER,
  UNDERSCORE,
  UPPER,
} from './characters.ts';
import type { Finding } from './kinds.ts';
import { tokenFormats } from './provider-token-formats.ts';
import { isVaried, looksRandom } from './randomness.ts';
import type { TokenAlphabet, TokenFormat } from './token-format.ts';

const alphabets: Readonly<Record<TokenAlphabet, number>> = {
  hex: DIGIT | HEX_LETTER,
  lower: DIGIT | LOWER,
  upper: DIGIT | UPPER,
  alnum: ALNUM,
  word: ALNUM | UNDERSCORE,
  base64url: ALNUM | UNDERSCORE | HYPHEN,
  base64: ALNUM | UNDERSCORE | HYPHEN | BASE64,
  dotted: ALNUM | UNDERSCORE | HYPHEN | DOT,
};

/** Formats by the codes of their first two characters: most words of a text are dismissed by one look-up. */
const formatsByStart: readonly (readonly TokenFormat[] | undefined)[] = indexed(tokenFormats);

/** Judged by their beginning, so that a false start costs no more than this. */
const HEAD_LENGTH = 64;

/** @returns the token that starts exactly here, or undefined. @internal */
export function providerTokenAt(text: string, start: number): Finding | undefined {
  const formats = formatsByStart[startKey(text.charCodeAt(start), text.charCodeAt(start + 1))];
  if (formats === undefined) return undefined;
  const third = text.charCodeAt(start + 2);
  for (const format of formats) {
    const prefix = format[1];
    if (prefix.length > 2 && prefix.charCodeAt(2) !== third) continue;
    const end = tokenEnd(text, start, format);
    if (end > 0) return { start, end, kind: 'api-key' };
  }
  return undefined;
}

/** @returns the JSON Web Token (RFC 7519, compact form) that starts exactly here, or undefined. @internal */
export function jwtAt(text: string, start: number): Finding | undefined {
  if (!text.startsWith('eyJ', start)) return undefined;
  const headerEnd = endOf(text, start, alphabets.base64url);
  const payloadEnd = endOf(text, headerEnd + 1, alphabets.base64url);
  const isToken = text[headerEnd] === '.' && headerEnd - start >= 10 && payloadEnd - headerEnd > 10;
  if (!isToken) return undefined;
  return { start, end: endOf(text, payloadEnd, alphabets.dotted), kind: 'jwt' };
}

function tokenEnd(
  text: string,
  start: number,
  [, prefix, alphabet, lengthMin, strength]: TokenFormat,
): number {
  if (!text.startsWith(prefix, start) || isInsideBase64(text, start, prefix)) return 0;
  const bodyStart = start + prefix.length;
  const headEnd = endOf(text, bodyStart, alphabets[alphabet], bodyStart + Math.max(lengthMin, HEAD_LENGTH));
  const head = text.slice(bodyStart, headEnd);
  if (head.length < lengthMin || !(strength === 'weak' ? looksRandom(head) : isVaried(head))) return 0;
  let end = endOf(text, headEnd, alphabets[alphabet]);
  if (prefix.endsWith('$') && text[end] === '$') end = endOf(text, end + 1, alphabets[alphabet]);
  while (text[end - 1] === '.') end -= 1;
  const isExact = prefix.length > 2 || lengthMin > 70 || end - bodyStart === lengthMin;
  return isExact && end - bodyStart >= lengthMin ? end : 0;
}

/** A prefix of letters alone turns up by chance after the signs of base64; one with `_` or `-` does not. */
function isInsideBase64(text: string, start: number, prefix: string): boolean {
  const before = text[start - 1];
  if (before === ',' && text.startsWith('base64', start - 7)) return /^[A-Za-z0-9]+$/.test(prefix);
  if ((before !== '+' && before !== '/') || !/^[A-Za-z0-9]+$/.test(prefix)) return false;
  const run = /[A-Za-z0-9+/]{12,24}$/.exec(text.slice(Math.max(0, start - 25), start - 1))?.[0];
  return run !== undefined && (run.length === 24 || looksRandom(run));
}

function indexed(formats: readonly TokenFormat[]): (readonly TokenFormat[] | undefined)[] {
  const index: TokenFormat[][] = Array.from({ length: 128 * 128 });
  // The longest prefix says most of what follows.
  for (const format of formats.toSorted((a, b) => b[1].length - a[1].length)) {
    const key = startKey(format[1].charCodeAt(0), format[1].charCodeAt(1));
    index[key] = [...(index[key] ?? []), format];
  }
  return index;
}

function startKey(first: number, second: number): number {
  return first < 128 && second < 128 ? first * 128 + second : -1;
}
