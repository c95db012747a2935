/** Finds access tokens by the prefixes their issuers publish. */
import {
  ALNUM,
  BASE64,
  classOf,
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
import { type TokenAlphabet, type TokenFormat, tokenFormats } from './provider-token-formats.ts';
import { isVaried, looksRandom } from './randomness.ts';

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

/** Tokens without a prefix that are known by their inner shape, as one pattern; tried on long runs only. */
const SHAPE = new RegExp(
  [
    /[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}/, // Discord bot
    /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,90}/, // Terraform Cloud
    /[0-9a-f]{32}-us\d{1,2}\b/, // Mailchimp
    /[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}\b/, // Mailgun
    /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/, // MaxMind
    /API-[A-Z0-9]{26}\b/, // Octopus Deploy
    /AAAAAAAAAAAAAAAAAAA[\w%-]{40,}/, // X (Twitter) bearer token
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);
const [A, M, O, LOW_LINE, FULL_STOP, MINUS] = [65, 77, 79, 95, 46, 45];
const [COLON, BAR, PERCENT] = [58, 124, 37];
/** Microsoft Entra: three characters, a digit, `Q~`. */
const CLIENT_SECRET = /[\w.~-]{3}\dQ~[\w~.-]{30,34}/y;
/** Judged by their beginning, so that a false start costs no more than this. */
const HEAD_LENGTH = 64;
const BOT_TOKEN = /\d{8,10}:AA[\w-]{32,34}|\d{15,16}(?:\||%7C)[\w-]{27,40}/y;

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

/** @returns the prefix-less token of a known shape that starts exactly here, or undefined. @internal */
export function shapedTokenAt(text: string, start: number): Finding | undefined {
  if (!mayBeShaped(text, start)) return undefined;
  SHAPE.lastIndex = start;
  return SHAPE.test(text) ? { start, end: SHAPE.lastIndex, kind: 'api-key' } : undefined;
}

/** Each shape has a fixed first letter or a fixed sign at a fixed place. */
function mayBeShaped(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  return (
    (first >= M && first <= O) ||
    first === A ||
    text.charCodeAt(start + 6) === LOW_LINE ||
    text.charCodeAt(start + 14) === FULL_STOP ||
    text.charCodeAt(start + 32) === MINUS
  );
}

/** @returns the Telegram (`123456789:AA…`) or Facebook (`123456789012345|…`) token that starts exactly here, or undefined. @internal */
export function botTokenAt(text: string, start: number): Finding | undefined {
  if ((classOf(text.charCodeAt(start + 7)) & DIGIT) === 0 || !hasBotSign(text, start)) return undefined;
  BOT_TOKEN.lastIndex = start;
  return BOT_TOKEN.test(text) ? { start, end: BOT_TOKEN.lastIndex, kind: 'api-key' } : undefined;
}

/** A colon after 8 to 10 digits, a bar or its escape after 15 or 16. */
function hasBotSign(text: string, start: number): boolean {
  for (let at = start + 8; at <= start + 10; at += 1) if (text.charCodeAt(at) === COLON) return true;
  const [first, second] = [text.charCodeAt(start + 15), text.charCodeAt(start + 16)];
  return first === BAR || first === PERCENT || second === BAR || second === PERCENT;
}

/** @returns the Microsoft Entra client secret around the `~` at a place, or undefined. @internal */
export function clientSecretAt(text: string, tilde: number, from: number): Finding | undefined {
  const start = tilde - 5;
  CLIENT_SECRET.lastIndex = Math.max(0, start);
  if (start < from || !CLIENT_SECRET.test(text)) return undefined;
  return { start, end: CLIENT_SECRET.lastIndex, kind: 'api-key' };
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
  while (text[end - 1] === '.') end -= 1;
  return end - bodyStart < lengthMin ? 0 : end;
}

/** A prefix of letters alone turns up by chance after the signs of base64; one with `_` or `-` does not. */
function isInsideBase64(text: string, start: number, prefix: string): boolean {
  const before = text[start - 1];
  if ((before !== '+' && before !== '/') || !/^[A-Za-z0-9]+$/.test(prefix)) return false;
  return /[A-Za-z0-9+/]{24}$/.test(text.slice(Math.max(0, start - 25), start - 1));
}

function indexed(formats: readonly TokenFormat[]): (readonly TokenFormat[] | undefined)[] {
  const index: TokenFormat[][] = Array.from({ length: 128 * 128 });
  for (const format of formats) {
    const key = startKey(format[1].charCodeAt(0), format[1].charCodeAt(1));
    index[key] = [...(index[key] ?? []), format];
  }
  return index;
}

function startKey(first: number, second: number): number {
  return first < 128 && second < 128 ? first * 128 + second : -1;
}
