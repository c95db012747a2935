/** Finds secrets by the name in front of them: `name=value`, `"name": "value"`, `<name>value<`, `--name value`. */
import { ALNUM, classOf, DOT, HYPHEN, startOf, UNDERSCORE } from './characters.ts';
import type { Finding } from './kinds.ts';
import { namedNumberIn } from './personal-numbers.ts';
import { isSecretValue } from './secret-values.ts';
import { type KeyMeaning, keyMeaning } from './sensitive-keys.ts';
import { ARGUMENTS_LENGTH_MIN } from './triggers.ts';
import { bareOf, codesOf, elementValue, isIn, quotedValue, type Value } from './value-places.ts';

const NAME = ALNUM | UNDERSCORE | HYPHEN | DOT;
const NAME_LENGTH_MAX = 64;
const JUDGED_LENGTH_MAX = 128;
/** `{"name": "X-Api-Key", "value": …}`: the pair form of header lists and container variables. */
const PAIR_NAME =
  /(?:name|key)["'\\]{0,3}\s{0,2}[:=]\s{0,2}["'\\]{0,3}([\w.-]{2,64})["'\\]{0,3}[\s,]{0,24}["'\\]{0,3}$/i;
/** Values are aligned in columns. */
const BLANKS_MAX = 24;
const SCHEME = /(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey|SSWS|Bot)\s{1,2}/iy;

/** `var token string = "…"`, `const token: string = '…'`: the name stands before its type. */
const TYPE = /^(?:string|String|str|text|varchar|char|CharSequence|SecretStr|Secret|auto|any|object)$/;
const OPERATOR = codesOf(':.|?+&');
/** `setProperty("API_TOKEN", "…")`: the comma of two arguments, the first of which ends like a name of a secret. */
const PAIR_COMMA =
  /(?<=(?:[eE][yntYNT]|[rwRW][dD]|[sS][sS]|[tT][hH]|[oO][nN]|[aA][lL][sS]?)["'`]),(?=[ \t]{0,2}[bfru@$]?["'`][^"'`\s]{6})/y;

const BLANK_OR_QUOTE = codesOf(' \t\r\n"\'`');
const LINE_OR_QUOTE = codesOf('\r\n"\'`');
const HEADER_END = codesOf('\r\n"\'`,)}]');
const VALUE_END = codesOf(' \t\r\n"\'`,;&<>)}]\\');
const LINE = codesOf('\r\n');
/** Schemes whose credentials are several, quoted and joined by commas. */
const PARTED = /(?:Digest|OAuth|Signature|Hawk|AWS4-HMAC-SHA256)\s/iy;

/**
 * Gives the secret assigned by the separator at a place.
 * @internal
 * @param at - position of `:`, `=` or `>`
 * @param from - nothing before it may be looked at
 */
export function assignedSecretAt(text: string, at: number, from: number): Finding | undefined {
  const name = nameBefore(text, at, from);
  if (name === undefined) return undefined;
  const value = valueAfter(text, at, name);
  if (value === undefined) return undefined;
  return secretIn(text, value, name.meaning);
}

/**
 * Gives the secret that follows a command line option, as in `--password hunter2` or `-Password hunter2`.
 * @internal
 * @param at - position of the first hyphen
 */
export function optionSecretAt(text: string, at: number): Finding | undefined {
  const nameStart = text[at + 1] === '-' ? at + 2 : at + 1;
  let end = nameStart;
  while (end - at < NAME_LENGTH_MAX && (classOf(text.charCodeAt(end)) & (ALNUM | HYPHEN)) !== 0) end += 1;
  const meaning = end > nameStart + 2 ? keyMeaning(text.slice(nameStart, end)) : undefined;
  const gap = /["']?,?\s+["']?|["'],["']/y;
  gap.lastIndex = end;
  if (meaning?.strength !== 'strong' || !gap.test(text)) return undefined;
  const start = gap.lastIndex;
  if (text[start] === '-') return undefined;
  return secretIn(text, bareOf(text, start, BLANK_OR_QUOTE, 'plain'), meaning);
}

/** Judges a value by its beginning, so that a value that is no secret costs little however long it is. */
function secretIn(text: string, { start, form, endBy }: Value, meaning: KeyMeaning): Finding | undefined {
  if (form !== 'quoted' && text.startsWith('-----BEGIN ', start)) return undefined;
  if (meaning.kind === 'authorization' && isParted(text, start))
    return { start: PARTED.lastIndex, end: endBy(text.length), kind: 'authorization' };
  SCHEME.lastIndex = start;
  const secretStart = meaning.kind === 'authorization' && SCHEME.test(text) ? SCHEME.lastIndex : start;
  const head = text.slice(secretStart, endBy(secretStart + JUDGED_LENGTH_MAX));
  const number = namedNumberIn(head, meaning);
  if (number !== undefined) return { start: secretStart, end: secretStart + head.length, kind: number };
  if (head === '' || !isSecretValue(head.trimEnd(), meaning, form)) return undefined;
  return { start: secretStart, end: endBy(text.length), kind: meaning.kind };
}

/**
 * Gives the second of two arguments if the first names a secret, as in `setProperty("API_TOKEN", "…")`.
 * @internal
 * @param at - position of the comma
 */
export function argumentSecretAt(text: string, at: number, from: number): Finding | undefined {
  PAIR_COMMA.lastIndex = at;
  if (text.length < ARGUMENTS_LENGTH_MIN || !PAIR_COMMA.test(text)) return undefined;
  const end = at - 1;
  const start = startOf(text, end, NAME, Math.max(from, end - NAME_LENGTH_MAX));
  const meaning = end - start < 3 ? undefined : keyMeaning(text.slice(start, end));
  if (meaning === undefined || meaning.kind === 'phone') return undefined;
  const value = quotedValue(text, at + (text[at + 1] === ' ' ? 2 : 1));
  if (value === undefined) return undefined;
  const head = text.slice(value.start, value.endBy(value.start + JUDGED_LENGTH_MAX));
  if (head.length < 6 || !/\d/.test(head)) return undefined;
  return secretIn(text, meaning.kind === 'authorization' ? value : { ...value, form: 'bare' }, meaning);
}

const QUERY_KEY: KeyMeaning = { kind: 'api-key', strength: 'weak', isDigestToo: true };

interface Name {
  readonly start: number;
  readonly meaning: KeyMeaning;
}

function nameBefore(text: string, at: number, from: number): Name | undefined {
  const limit = Math.max(from, at - NAME_LENGTH_MAX - 8);
  let end = nameEnd(text, at, limit);
  let start = startOf(text, end, NAME, Math.max(limit, end - NAME_LENGTH_MAX));
  if (TYPE.test(text.slice(start, end)) && text[at] === '=') {
    end = nameEnd(text, start, limit);
    start = startOf(text, end, NAME, limit);
  }
  if (isAccented(text.charCodeAt(start - 1))) start = accentedStart(text, start, limit);
  if (end - start < 2) return undefined;
  const word = text.slice(start, end);
  if (text[at] === '>' && (text[start - 1] !== '<' || word.includes('.'))) return undefined;
  if (isCutString(text, start, end, at) || isShellDemand(text, start, at)) return undefined;
  const meaning =
    queryMeaning(text, word, start) ??
    keyMeaning(word) ??
    spacedMeaning(text, start, end, from) ??
    pairMeaning(text, word, start, from);
  return meaning && { start, meaning };
}

/** Passes over what joins `=` to an operator (`::=`, `.=`, `||=`) and what stands between a name and its separator. */
function nameEnd(text: string, at: number, limit: number): number {
  let end = at;
  if (text[at] !== ':') while (end > limit && isIn(OPERATOR, text.charCodeAt(end - 1))) end -= 1;
  while (end > limit && isBetween(text.charCodeAt(end - 1))) end -= 1;
  return end > limit && end < at && text[end - 1] === ':' ? nameEnd(text, end - 1, limit) : end;
}

/** `"PASSWORD=" + value`: the quote after the separator closes the one before the name. */
function isCutString(text: string, start: number, end: number, at: number): boolean {
  const quote = text[at + 1];
  return end === at && (quote === '"' || quote === "'" || quote === '`') && text[start - 1] === quote;
}

/** `${PASSWORD:?required}` says what is missing. */
function isShellDemand(text: string, start: number, at: number): boolean {
  return text[at + 1] === '?' && text.startsWith('${', start - 2);
}

/** Accents would cut names such as `contraseña`. */
function accentedStart(text: string, from: number, limit: number): number {
  let start = from;
  while (start > limit && isAccented(text.charCodeAt(start - 1))) start -= 1;
  return startOf(text, start, NAME, limit);
}

function isAccented(code: number): boolean {
  return code >= 0xc0 && code <= 0x24f;
}

/** What may stand between a name and its separator: blanks, quotes, brackets, escapes, `?` of a type. */
function isBetween(code: number): boolean {
  return (
    code === 32 ||
    code === 34 ||
    code === 39 ||
    code === 42 ||
    code === 92 ||
    code === 93 ||
    code === 96 ||
    code === 63
  );
}

/** `?key=…` of an address is the key to the service, however much it looks like a digest. */
function queryMeaning(text: string, word: string, start: number): KeyMeaning | undefined {
  const before = text[start - 1];
  return word === 'key' && (before === '?' || before === '&') ? QUERY_KEY : undefined;
}

/** `API key: x`, `client secret = x`: the last word alone says little. */
function spacedMeaning(text: string, start: number, end: number, from: number): KeyMeaning | undefined {
  if (text[start - 1] !== ' ') return undefined;
  const firstStart = startOf(text, start - 1, NAME, Math.max(from, start - 24));
  return firstStart < start - 1 ? keyMeaning(text.slice(firstStart, end)) : undefined;
}

function pairMeaning(text: string, word: string, start: number, from: number): KeyMeaning | undefined {
  if (word !== 'value' && word !== 'Value') return undefined;
  const name = PAIR_NAME.exec(text.slice(Math.max(from, start - 120), start))?.[1];
  return name === undefined ? undefined : keyMeaning(name);
}

function valueAfter(text: string, at: number, name: Name): Value | undefined {
  let start = at + 1;
  if (text[start] === ':') return undefined;
  if (text[at] === '>') return elementValue(text, start);
  if (text[start] === '=' || text[start] === '>') start += 1;
  if (text[start] === '=') return undefined;
  let blanks = 0;
  while (blanks < BLANKS_MAX && (text[start] === ' ' || text[start] === '\t')) {
    start += 1;
    blanks += 1;
  }
  // `password == stored` compares with a variable.
  const isComparison = text[at + 1] === '=';
  return quotedValue(text, start) ?? (isComparison ? undefined : bareValue(text, at, start, name));
}

function bareValue(text: string, at: number, start: number, { start: nameStart, meaning }: Name): Value {
  if (meaning.kind === 'cookie') return bareOf(text, start, LINE_OR_QUOTE, 'plain');
  if (meaning.kind === 'authorization')
    return bareOf(text, start, isParted(text, start) ? LINE : HEADER_END, 'plain');
  const form = formOf(text, nameStart, at, start);
  const stops = form === 'environment' ? BLANK_OR_QUOTE : VALUE_END;
  return bareOf(text, start, stops, form === 'bare' ? 'bare' : 'plain');
}

function isParted(text: string, start: number): boolean {
  PARTED.lastIndex = start;
  return PARTED.test(text);
}

/** Only in code can a bare value be a variable; `NAME=value` at the start of a line and `?name=value` are not code. */
function formOf(
  text: string,
  nameStart: number,
  at: number,
  start: number,
): 'environment' | 'plain' | 'bare' {
  const before = text[nameStart - 1];
  if (text[at] !== '=' || start !== at + 1) return 'bare';
  if (text[nameStart] === '-' || isPaired(text, nameStart)) return 'plain';
  if (before === '?' || before === '&' || before === ';') return 'plain';
  const isUpper = /^[A-Z][A-Z0-9_]*$/.test(text.slice(nameStart, at));
  if (
    !isUpper ||
    /(?:const|let|var|def|static|final)\s$/.test(text.slice(Math.max(0, nameStart - 8), nameStart))
  )
    return 'bare';
  return before === undefined || before === '\n' || before === ' ' ? 'environment' : 'plain';
}

/** `user=app password=…`: pairs without commas are no arguments of a call. */
function isPaired(text: string, nameStart: number): boolean {
  return (
    text[nameStart - 1] === ' ' &&
    /\w=[^\s,;()=]{1,64} $/.test(text.slice(Math.max(0, nameStart - 68), nameStart))
  );
}
