/** Finds what percent-encoding hides: a stretch with escapes is decoded, searched, and its findings led back. */
import type { Finding } from './kinds.ts';

/** A URL within a URL is encoded twice. */
const DEPTH_MAX = 2;
/** Blanks alone hide nothing that the search itself does not read. */
const ESCAPE = /%(?:2[1-9A-Fa-f]|[3-7C-Fc-f][0-9A-Fa-f])/g;
const STRETCH_END = /[\s"'<>`\\]|$/g;
const STRETCH_ENDS: ReadonlySet<string> = new Set(' \t\r\n"\'<>`\\');
const [PERCENT, CONTINUED] = [37, 0x80];

type Search = (text: string) => readonly Finding[];

/** A decoded text, and how far each character of it lies behind its place in the original. */
interface Decoded {
  readonly text: string;
  /** Places in the text, ascending, from each of which on the shift beside it holds. */
  readonly from: readonly number[];
  readonly shifts: readonly number[];
}

/**
 * Gives what a search finds in the decoded stretches of a text, at its places in the text itself.
 * @internal
 * @param search - looks through one decoded stretch
 */
export function encodedFindings(text: string, search: Search, depth: number = DEPTH_MAX): readonly Finding[] {
  const findings: Finding[] = [];
  let from = 0;
  ESCAPE.lastIndex = 0;
  for (let escape = ESCAPE.exec(text); escape !== null && depth > 0; escape = ESCAPE.exec(text)) {
    const start = stretchStart(text, escape.index, from);
    STRETCH_END.lastIndex = escape.index;
    STRETCH_END.test(text);
    const end = Math.min(STRETCH_END.lastIndex, text.length);
    findings.push(...inStretch(text.slice(start, end), start, search, depth));
    from = end;
    ESCAPE.lastIndex = end;
  }
  return findings;
}

/**
 * Joins two lists of stretches into one without overlaps.
 * @internal
 */
export function unionOf(some: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const joined: Finding[] = [];
  for (const finding of [...some, ...others].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1);
    if (last === undefined || finding.start >= last.end) joined.push(finding);
    else if (finding.end > last.end) joined[joined.length - 1] = { ...last, end: finding.end };
  }
  return joined;
}

/** No stretch reaches back into the one before it, so that every character is passed once. */
function stretchStart(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && !STRETCH_ENDS.has(text.charAt(start - 1))) start -= 1;
  return start;
}

function inStretch(stretch: string, offset: number, search: Search, depth: number): readonly Finding[] {
  const decoded = decodedOf(stretch);
  const plain = search(decoded.text);
  const deeper = encodedFindings(decoded.text, search, depth - 1);
  const found = deeper.length === 0 ? plain : unionOf(plain, deeper);
  return found.map(({ start, end, kind }) => ({
    start: offset + placeOf(decoded, start),
    end: offset + placeOf(decoded, Math.min(end, decoded.text.length)),
    kind,
  }));
}

function decodedOf(stretch: string): Decoded {
  const from = [0];
  const shifts = [0];
  let text = '';
  let at = 0;
  for (let escape = stretch.indexOf('%'); escape >= 0; escape = stretch.indexOf('%', at)) {
    const { character, end } = characterAt(stretch, escape);
    text += stretch.slice(at, escape) + character;
    at = end;
    from.push(text.length);
    shifts.push(end - text.length);
  }
  return { text: text + stretch.slice(at), from, shifts };
}

/** @returns the place in the original of a place in the decoded text, by halving */
function placeOf({ from, shifts }: Decoded, place: number): number {
  let low = 0;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((from[middle] as number) <= place) low = middle;
    else high = middle - 1;
  }
  return place + (shifts[low] as number);
}

/** RFC 3986 with UTF-8; what is no character of it stands for itself. */
function characterAt(stretch: string, at: number): { character: string; end: number } {
  const first = escapedByte(stretch, at);
  if (first < 0) return { character: '%', end: at + 1 };
  if (first < CONTINUED) return { character: String.fromCharCode(first), end: at + 3 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  let code = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i += 1) {
    const byte = escapedByte(stretch, at + 3 * i);
    if (byte < CONTINUED || byte >= 0xc0) return { character: '%', end: at + 1 };
    code = (code << 6) | (byte & 0x3f);
  }
  const isCharacter = first >= 0xc2 && code <= 0x10ffff;
  return isCharacter
    ? { character: String.fromCodePoint(code), end: at + 3 * length }
    : { character: '%', end: at + 1 };
}

/** @returns the byte whose escape is here, -1 if none is */
function escapedByte(stretch: string, at: number): number {
  if (stretch.charCodeAt(at) !== PERCENT) return -1;
  const high = digitOf(stretch.charCodeAt(at + 1));
  const low = digitOf(stretch.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
