/**
 * Finds numbers of persons whose grouping is usual but carries no sign of its own, such as `612 34 56 78`.
 *
 * They count only if they stand alone: no further group of digits beside them, no unit behind, no amount before.
 */
import { ALNUM, classOf } from './characters.ts';
import type { Finding, RedactionKind } from './kinds.ts';

const BLANK = '(?:[ \\u00a0+]|%20)';
/** Groupings that neither thousands nor tables use: national numbering plans as the ITU lists them. */
const DISTINCT = new RegExp(
  [
    `[6789]\\d\\d${BLANK}\\d\\d${BLANK}\\d\\d${BLANK}\\d\\d`, // Spain
    `9\\d${BLANK}\\d{3}${BLANK}\\d\\d${BLANK}\\d\\d`, // Spain, Madrid and Barcelona
    `\\d\\d${BLANK}9\\d{4}-\\d{4}`, // Brazil, mobile
    '[67]\\d\\d-\\d{3}-\\d{3}', // Spain
    '3[2-9]\\d-\\d{6,7}', // Italy, mobile
  ].join('|'),
  'y',
);
/** Groupings that amounts and columns use as well. */
const PLAIN = new RegExp(
  [
    `[67]\\d\\d${BLANK}\\d{3}${BLANK}\\d{3}`, // Spain
    `9[1-8]\\d${BLANK}\\d{3}${BLANK}\\d{3}`, // Spain
    `3[2-9]\\d${BLANK}\\d{6,7}`, // Italy, mobile
    `[6-9]\\d{4}${BLANK}\\d{5}`, // India, mobile
    `1[38]00${BLANK}\\d{3}${BLANK}\\d{3}`, // Australia
  ].join('|'),
  'y',
);
const SSN = /(?!000|666)[0-8]\d\d(?:[ \u00a0+]|%20)(?!00)\d\d(?:[ \u00a0+]|%20)(?!0000)\d{4}/y;
/** Digits go on, or a unit or a currency follows. */
const GOES_ON = /[\dA-Za-z€%]|_\w|:\S|[./-]\d|,\d{1,2}(?!\d)|(?:[ \u00a0\tx×-]|%20){1,3}[\d€£$%]/y;
const UNIT =
  / (?:[kmgt]?i?b|bytes?|[cmk]?m|k?g|[nmu]?s|h|km\/h|eur|euros?|usd|dollars?|rows|tokens|units?|unidades|people|de|of|habitants?|habitantes|einwohner|personen|personas|inwoners|abitanti|millones|pt|px)\b/iy;
const AMOUNT_BEFORE =
  /(?:[\d€£$¥#§≈~×+]|\d ?\*|[<>=] |\d[/-]|\bx|\b(?:total|sum|population|about|approximately|around|over|under|of|sold|took|status|sizes?|shapes?|dim(?:ension)?s?|values|scores?|counts?|offsets?|pid|line|row|page|pages|case|eur|usd|gbp|chf|art\.?|no\.?|nr\.?|ref\.?))["|:=]?[ \u00a0\t|;,]{0,3}$/i;
/** What closes a field before a number: nothing, a quote, a bracket or a separator. */
const FIELD_BEFORE = /(?:^|(?:^|\n)[-•]|["'“”‘«`([{:：=|,;\]>\n\t/*_])[ \t]?$/;
const FIELD_AFTER = /^(?:$|:\s|["'”’»`*_)\]}|,;.!?。<\n\r\t\\&]|[ \t]?(?:[|/;]|$))/;

/** @returns the telephone or social security number that stands alone here. @internal */
export function loneNumberAt(text: string, start: number): Finding | undefined {
  const distinct = lone(DISTINCT, text, start, 'phone');
  if (distinct !== undefined) return distinct;
  const plain = lone(PLAIN, text, start, 'phone') ?? lone(SSN, text, start, 'ssn');
  return plain !== undefined && isField(text, plain) ? plain : undefined;
}

function lone(pattern: RegExp, text: string, start: number, kind: RedactionKind): Finding | undefined {
  pattern.lastIndex = start;
  if (!pattern.test(text)) return undefined;
  const end = pattern.lastIndex;
  GOES_ON.lastIndex = end;
  const before = text.slice(Math.max(0, start - 24), start);
  const isRound = /0{3}\D{1,3}0{3}$/.test(text.slice(start, end));
  return isRound || GOES_ON.test(text) || isUnitAt(text, end) || AMOUNT_BEFORE.test(before)
    ? undefined
    : { start, end, kind };
}

/** Says whether a unit, a currency or what is counted follows. @internal */
export function isUnitAt(text: string, at: number): boolean {
  UNIT.lastIndex = at;
  return UNIT.test(text);
}

/** A whole field, or in a sentence: words before it, and its end or a word after it. */
function isField(text: string, { start, end }: Finding): boolean {
  const after = text.slice(end, end + 3);
  if (FIELD_BEFORE.test(text.slice(Math.max(0, start - 3), start))) return true;
  const letter = text.charCodeAt(start - 2);
  return text.charAt(start - 1) === ' ' && (letter >= 0xc0 || (classOf(letter) & ALNUM) !== 0)
    ? FIELD_AFTER.test(after) || /^ [a-z]/.test(after)
    : false;
}
