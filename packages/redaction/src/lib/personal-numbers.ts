/** Finds numbers that belong to a person: telephone, payment card, social security, bank account. */
import { ALNUM, classOf, DIGIT, LOWER, UPPER } from './characters.ts';
import { passesLuhn, passesMod97 } from './checksums.ts';
import type { Finding, RedactionKind } from './kinds.ts';
import { isUnitAt, loneNumberAt } from './lone-numbers.ts';
import { withExtension } from './phone-extensions.ts';
import type { KeyMeaning } from './sensitive-keys.ts';

/** A blank is `%20` or `+` in a URL. */
const CARD =
  /(?:\d{4}([ +-]|%20|)\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|3[47]\d\d([ +-]|%20|)\d{6}\2\d{5}|3[0689]\d\d([ +-]|%20|)\d{6}\3\d{4})(?![\dA-Za-z_]|[.-]\d)/y;
/** Issuer ranges with the lengths they use, so that serial numbers and timestamps stay. */
const CARD_ISSUER =
  /^(?:4(?:\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|3(?:52[89]|5[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14}(?:\d{3})?|8[12]\d{14}|(?:5018|5019|5020|5038|5893|6304|6759|676[1-3])\d{12}(?:\d{3})?|220[0-4]\d{12}|9792\d{12})$/;
/** One span in some hundred thousand has an id that passes for a card. */
const SPAN_ID = /(?:span|trace|parent)[_.-]?id["'\\]{0,3}\s?[:=]\s?["'\\]{0,3}$/i;
const SSN = /(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\dA-Za-z_]|[.-]\d)/y;
const SSN_SAID = /(?!000|666)\d{3}[ -]?(?!00)\d\d[ -]?(?!0000)\d{4}(?![\dA-Za-z_])/y;
const SSN_WORD =
  /(?:\bssn|social[ _-]?security(?:[ _-]?(?:number|no\.?|#))?|\bitin|tax(?:payer)?[ _-]?id)["'\\]{0,3}\s{0,2}(?:is|was|:|=|#)?\s{0,2}["'\\]{0,3}$/i;
/** North American plan: area code, exchange, line. */
const PHONE_NANP =
  /(?:1(?:[-. +]|%20)|[2-9]\d{0,2}-)?(?:(?:\(|%28)[2-9]\d\d(?:\)|%29)(?: |\+|%20)?|[2-9]\d\d(?:[-. +]|%20))\d{3}(?:[-. +]|%20)\d{4}(?![\dA-WYZa-wyz_]|:\S|[xX](?!\d)|[.-]\d)/y;
/** Trunk prefix 0, as in most of the world: `030 1234567`, `(020) 7946 0958`, `06 12 34 56 78`. */
const PHONE_TRUNK =
  /(?:\(|%28)?0[1-9]\d{0,4}(?:(?:\)|%29)(?:[ +-]|%20)?| \/ |[ /+-]|%20|%2F)\d{2,8}(?:(?:[ +-]|%20)\d{2,8}){0,3}(?![\dA-WYZa-wyz_]|:\S|[xX](?!\d)|[.-]\d)/y;
/** International prefix 00: `0041 79 123 45 67`. */
const PHONE_DOUBLE_ZERO = /00[1-9]\d{0,2}(?:(?:[ -]|%20)\(?\d{1,8}\)?){2,5}(?![\dA-Za-z_]|:\S|[.-]\d)/y;
/** Chinese mobile numbers: `138-1234-5678`. */
const PHONE_THREE_FOUR_FOUR = /1[3-9]\d-\d{4}-\d{4}(?![\dA-Za-z_]|:\S|[.-]\d)/y;
const PHONE_DOTTED = /0[1-9](?:\.\d\d){4}(?![\dA-Za-z_]|:\S|\.\d)/y;
/** Area code in brackets: `(11) 91234-5678`. */
const PHONE_AREA =
  /(?:\(|%28)(?!(?:19|20)\d\d[)%])\d{2,4}(?:\)|%29)(?: |\+|%20)?\d{3,5}(?:[ +-]|%20)\d{4}(?![\dA-Za-z_]|:\S|[.-]\d)/y;
const PHONE_WORD =
  /(?<![a-z])(?:(?:my|his|her|their|our|your|whose)(?: [a-z]{2,12})? number|phone|tel\.?|telephone|mobile|cell|fax|whatsapp|sms|handy|telefon|t[ée]l[ée]phone|tel[ée]fono|m[óo]vil|cellulare|call(?: me| us| him| her| them)?|text me|dial|ring|reach(?: me| us| him| her| them))(?:[ _-]?(?:number|nummer|no\.?|num|#))?["'\\]{0,3}\s{0,2}(?:is|at|on|under|:|=)?\s{0,2}["'\\]{0,3}$/i;
/** What is numbered with hyphens as well. */
const NUMBERED_BEFORE =
  /\b(?:ticket|order|invoice|case|ref(?:erence)?|version|build|issue|bestellung|rechnung|auftrag)\s?(?:no\.?|nr\.?|number)?:?\s?#?$/i;
const IBAN =
  /[A-Za-z]{2}\d\d(?:[A-Za-z0-9]{11,30}|(?:(?:[ +-]|%20)[A-Za-z0-9]{4}){2,7}(?:(?:[ +-]|%20)[A-Za-z0-9]{1,3})?)(?![A-Za-z0-9])/y;
const BLANK = /[ +-]|%20/g;
/** ISO 13616 registry: total length by country. */
const IBAN_LENGTHS =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30';
const ibanLengths = new Map(
  IBAN_LENGTHS.split(' ').map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const [ZERO, NINE] = [48, 57];

/**
 * Gives the card, social security or telephone number that starts at a digit or an opening bracket.
 * @internal
 */
export function personalNumberAt(text: string, start: number): Finding | undefined {
  if (!mayStart(text, start) || !hasDigits(text, start, 7)) return undefined;
  const number =
    (isDigitAt(text, start + 1) && isDigitAt(text, start + 2)
      ? (cardAt(text, start) ?? ssnAt(text, start))
      : undefined) ??
    nationalPhoneAt(text, start) ??
    saidPhoneAt(text, start) ??
    (isDigitAt(text, start + 1) ? loneNumberAt(text, start) : undefined);
  return withExtension(text, number);
}

/** @returns the number in E.164 form or with its usual punctuation whose `+` is here. @internal */
export function internationalPhoneAt(text: string, plus: number, signLength: number): Finding | undefined {
  const first = text.charCodeAt(plus + signLength);
  const before = text.charCodeAt(plus - 1);
  const isSum = (classOf(before) & ALNUM) !== 0 && !isEscape(text, plus - 1);
  if (!(first >= 49 && first <= 57) || (isSum && signLength === 1) || before === 41 || before === 93)
    return undefined;
  const { end, digits } = phoneDigits(text, plus + signLength, 15);
  const isNumber = digits >= 8 && !/^(?:[A-WYZa-wyz_]|:\S|x(?!\d))/i.test(text.slice(end, end + 2));
  return isNumber ? withExtension(text, { start: plus, end, kind: 'phone' }) : undefined;
}

/** @returns the international bank account number that starts here. @internal */
export function ibanAt(text: string, start: number): Finding | undefined {
  if (!isDigitAt(text, start + 2) || !isDigitAt(text, start + 3)) return undefined;
  const length = ibanLengths.get(text.slice(start, start + 2).toUpperCase());
  if (length === undefined) return undefined;
  IBAN.lastIndex = start;
  if (!IBAN.test(text)) return undefined;
  const end = ibanEnd(text, start, length, IBAN.lastIndex);
  const account = text.slice(start, end).replace(BLANK, '');
  const isOneCase = account === account.toUpperCase() || account === account.toLowerCase();
  return isOneCase && account.length === length && passesMod97(account)
    ? { start, end, kind: 'iban' }
    : undefined;
}

/** @returns the number in the value of a field whose name announces one. @internal */
export function namedNumberIn(value: string, { kind }: KeyMeaning): RedactionKind | undefined {
  if (kind !== 'ssn' && kind !== 'payment-card' && kind !== 'phone') return undefined;
  const digits = value.replace(/[\s().+/-]/g, '');
  if (!/^\d{7,19}$/.test(digits)) return undefined;
  if (kind === 'ssn') return digits.length === 9 ? kind : undefined;
  if (kind === 'payment-card') return digits.length >= 12 ? kind : undefined;
  return digits.length <= 15 ? kind : undefined;
}

function isDigitAt(text: string, at: number): boolean {
  return (classOf(text.charCodeAt(at)) & DIGIT) !== 0;
}

function cardAt(text: string, start: number): Finding | undefined {
  CARD.lastIndex = start;
  if (!CARD.test(text)) return undefined;
  const digits = text.slice(start, CARD.lastIndex).replace(/[ +-]|%20/g, '');
  return CARD_ISSUER.test(digits) &&
    passesLuhn(digits) &&
    !SPAN_ID.test(text.slice(Math.max(0, start - 20), start))
    ? { start, end: CARD.lastIndex, kind: 'payment-card' }
    : undefined;
}

function ssnAt(text: string, start: number): Finding | undefined {
  return (
    matched(SSN, text, start, 'ssn') ??
    (mayBeSaid(text, start) && SSN_WORD.test(text.slice(Math.max(0, start - 40), start))
      ? matched(SSN_SAID, text, start, 'ssn')
      : undefined)
  );
}

function nationalPhoneAt(text: string, start: number): Finding | undefined {
  const nanp = matched(PHONE_NANP, text, start, 'phone');
  if (nanp) return isLogColumn(text, start) ? undefined : nanp;
  const first = text.charCodeAt(start);
  if (first === ZERO && isAfterPair(text, start)) return undefined;
  // What remains begins with 0 or a bracket.
  if (first > ZERO && first <= NINE) return matched(PHONE_THREE_FOUR_FOUR, text, start, 'phone');
  const trunk =
    matched(PHONE_TRUNK, text, start, 'phone') ?? matched(PHONE_DOUBLE_ZERO, text, start, 'phone');
  const digits = trunk ? text.slice(start, trunk.end).replace(/%\w\w|\D/g, '').length : 0;
  if (trunk && digits >= 9 && digits <= 15 && !isInDump(text, trunk) && !isAmount(text, trunk)) return trunk;
  return matched(PHONE_DOTTED, text, start, 'phone') ?? matched(PHONE_AREA, text, start, 'phone');
}

/** `12 01 …`: one of many pairs of digits, which is asked here since a table has thousands. */
function isAfterPair(text: string, start: number): boolean {
  return (
    text[start - 1] === ' ' &&
    isDigitAt(text, start - 2) &&
    isDigitAt(text, start - 3) &&
    (classOf(text.charCodeAt(start - 4)) & ALNUM) === 0
  );
}

/** `"GET /" 200 512 1024`, `took 200 ms 512 612 1024`: three numbers of a log. */
function isLogColumn(text: string, start: number): boolean {
  return (
    text[start + 3] === ' ' &&
    /(?:["\]\d]|\d ?(?:[nmu]?s|[kmg]i?b)|\b(?:bytes|rows|tokens|status|took)) $/i.test(
      text.slice(Math.max(0, start - 8), start),
    )
  );
}

/** `982 002 493 535`, `036 955 576 m`: groups of a larger number, or one with a unit. */
function isAmount(text: string, { start, end }: Finding): boolean {
  // Five groups are the most a number has; a list of numbers goes on.
  if (/^ \d/.test(text.slice(end, end + 2)) && text.slice(start, end).split(' ').length > 4) return true;
  const before = text.slice(Math.max(0, start - 24), start);
  return (
    NUMBERED_BEFORE.test(before) || /(?:^|[^\w+)-])\d{1,3} $/.test(before.slice(-5)) || isUnitAt(text, end)
  );
}

/** Hexadecimal digits go on before or after it, or it is a hardware address. */
function isInDump(text: string, { start, end }: Finding): boolean {
  if (/^(?:\d\d(?:-\d\d){5,}|\d{4}(?: \d{4})+)$/.test(text.slice(start, end))) return true;
  return (
    /(?:\b(?:[0-9a-f]{2}|[0-9a-f]{4})|Buffer) $/.test(text.slice(Math.max(0, start - 7), start)) ||
    /^ (?:[0-9a-f]{2}|[0-9a-f]{4})\b/.test(text.slice(end, end + 6))
  );
}

/** Digits of any grouping, if the words before say that a number to call follows. */
function saidPhoneAt(text: string, start: number): Finding | undefined {
  if (!mayBeSaid(text, start) || !PHONE_WORD.test(text.slice(Math.max(0, start - 32), start)))
    return undefined;
  const { end, digits } = phoneDigits(text, start, 15);
  return digits >= 7 && !/^(?:\w|:\S)/.test(text.slice(end, end + 2))
    ? { start, end, kind: 'phone' }
    : undefined;
}

/** Says whether what stands before blanks, quotes and separators can end a word; cheap, and rarely true in a table. */
function mayBeSaid(text: string, start: number): boolean {
  let end = start;
  while (end > start - 16 && isBeforeValue(text.charCodeAt(end - 1))) end -= 1;
  const code = text.charCodeAt(end - 1);
  return code === 46 || code === 35 || (classOf(code) & (LOWER | UPPER)) !== 0;
}

/** Blanks, quotes, backslash, `:`, `=`. */
function isBeforeValue(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 92 || code === 58 || code === 61 || code >= 128;
}

/** Reads digits with at most two signs between them; a further group that would exceed the limit is left. */
function phoneDigits(text: string, start: number, digitsMax: number): { end: number; digits: number } {
  let digits = 0;
  let end = start;
  for (let i = start; i < start + 48; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 37 && /^2[0489DF]/i.test(text.slice(i + 1, i + 3))) {
      i += 2;
      continue;
    }
    if ((classOf(code) & DIGIT) !== 0) {
      digits += 1;
      if (digits > digitsMax) return { end: start, digits: 0 };
      end = i + 1;
    } else if (!isPhoneSign(code) || i - end >= 7 || (code === 43 && text[i - 1] === ' ')) break;
  }
  return { end, digits };
}

/** Space, no-break space, plus, hyphen, dot, slash, brackets. */
function isPhoneSign(code: number): boolean {
  return (
    code === 32 || code === 160 || (code >= 45 && code <= 47) || code === 40 || code === 41 || code === 43
  );
}

function matched(pattern: RegExp, text: string, start: number, kind: RedactionKind): Finding | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? { start, end: pattern.lastIndex, kind } : undefined;
}

/** Fractions, identifiers, amounts and pairs of hexadecimal digits go on to the left. */
function mayStart(text: string, start: number): boolean {
  const before = text[start - 1];
  if (before === undefined) return true;
  if (text[start] === '(' && /[A-Za-z0-9_$]/.test(before) && !isEscape(text, start - 1)) return false;
  if (before === ':' && /(?:^|\W)[0-9a-f]{2}:$/.test(text.slice(Math.max(0, start - 4), start))) return false;
  if (before === '_' || before === '$' || before === '€') return false;
  if (before === ',') return !isListed(text, start);
  if (before !== '.' && before !== '-') return true;
  return (classOf(text.charCodeAt(start - 2)) & ALNUM) === 0;
}

/** `1,250,000` and lists of numbers; in a row of a table a number with signs inside may follow another. */
function isListed(text: string, start: number): boolean {
  if ((classOf(text.charCodeAt(start - 2)) & DIGIT) === 0) return false;
  return !/^(?:\(|\d{1,5}[-/(])/.test(text.slice(start, start + 6));
}

function isEscape(text: string, at: number): boolean {
  return (
    (text[at - 1] === '\\' && /[nrtbf]/.test(text.charAt(at))) ||
    /%[0-9A-Fa-f]$/.test(text.slice(Math.max(0, at - 2), at))
  );
}

function hasDigits(text: string, start: number, digitsMin: number): boolean {
  let digits = 0;
  for (let i = start; i < start + 24 && digits < digitsMin; i += 1) {
    const code = text.charCodeAt(i);
    if ((classOf(code) & DIGIT) !== 0) digits += 1;
    else if (!isPhoneSign(code) && code !== 37 && code !== 70) return false;
  }
  return digits >= digitsMin;
}

/** A spaced account number may be followed by a word that looks like its last group. */
function ibanEnd(text: string, start: number, length: number, matchedEnd: number): number {
  let characters = 0;
  for (let i = start; i < matchedEnd; i += 1) {
    if (text.startsWith('%20', i)) i += 2;
    else if (text[i] !== ' ' && text[i] !== '+' && text[i] !== '-') characters += 1;
    if (characters === length) return /[A-Za-z0-9]/.test(text.charAt(i + 1)) ? start : i + 1;
  }
  return start;
}
