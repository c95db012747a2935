/** Classes of ASCII characters as one table, since every character of every text is looked up in it. */

/** @internal */
export const DIGIT = 1;
/** @internal */
export const LOWER = 2;
/** @internal */
export const UPPER = 4;
/** `a` to `f`, both cases. @internal */
export const HEX_LETTER = 8;
/** `_` @internal */
export const UNDERSCORE = 16;
/** `-` @internal */
export const HYPHEN = 32;
/** `.` @internal */
export const DOT = 64;
/** `+`, `/` @internal */
export const SLASH_PLUS = 128;
/** `=` @internal */
export const EQUALS_SIGN = 256;
/** What base64 has beside letters and digits. @internal */
export const BASE64: number = SLASH_PLUS | EQUALS_SIGN;
/** @internal */
export const ALNUM: number = DIGIT | LOWER | UPPER;

const classes = new Uint16Array(128);
mark('0123456789', DIGIT);
mark('abcdefghijklmnopqrstuvwxyz', LOWER);
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
mark('abcdefABCDEF', HEX_LETTER);
mark('_', UNDERSCORE);
mark('-', HYPHEN);
mark('.', DOT);
mark('+/', SLASH_PLUS);
mark('=', EQUALS_SIGN);

/**
 * Gives the classes of a character code; 0 beyond ASCII and for NaN, which stands for the end of a text.
 * @internal
 */
export function classOf(code: number): number {
  // An index that is NaN would turn every look-up in the table into a slow one (three times the cost, measured).
  return code < 128 ? (classes[code] as number) : 0;
}

/**
 * Gives the first position whose character is in none of the classes, at most `limit`.
 * @internal
 */
export function endOf(text: string, from: number, mask: number, limit: number = text.length): number {
  let i = from;
  const end = Math.min(limit, text.length);
  while (i < end && (classOf(text.charCodeAt(i)) & mask) !== 0) i += 1;
  return i;
}

/**
 * Gives the start of the stretch of such characters that ends before `end`, at least `limit`.
 * @internal
 */
export function startOf(text: string, end: number, mask: number, limit: number): number {
  let i = end;
  while (i > limit && (classOf(text.charCodeAt(i - 1)) & mask) !== 0) i -= 1;
  return i;
}

function mark(characters: string, bit: number): void {
  for (let i = 0; i < characters.length; i += 1) {
    const code = characters.charCodeAt(i);
    classes[code] = (classes[code] ?? 0) | bit;
  }
}
