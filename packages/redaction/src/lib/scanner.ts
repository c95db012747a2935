/**
 * Finds everything sensitive in a text in one pass.
 *
 * It goes from place to place where anything can begin; what a finding or an escape ends at is looked at as well.
 * Every search that starts at a place is bounded, so the whole is linear in the length of the text.
 */
import { argumentSecretAt, assignedSecretAt, optionSecretAt } from './assignments.ts';
import { ALNUM, classOf, DIGIT, DOT, endOf, HYPHEN, SLASH_PLUS, UNDERSCORE } from './characters.ts';
import {
  namedSecretAt,
  oracleCredentialsAt,
  saidPasswordAt,
  schemeCredentialsAt,
  urlCredentialsAt,
  webhookAt,
} from './credentials.ts';
import { emailAt } from './email-addresses.ts';
import { encodedSecretAt } from './encoded-json.ts';
import { encodedFindings, unionOf } from './encoded-stretches.ts';
import { ipAddressAt } from './ip-addresses.ts';
import type { Finding, RedactionKind } from './kinds.ts';
import { ibanAt, internationalPhoneAt, personalNumberAt } from './personal-numbers.ts';
import { Places } from './places.ts';
import { PrivateKeys } from './private-keys.ts';
import { jwtAt, providerTokenAt } from './provider-tokens.ts';
import { botTokenAt, clientSecretAt, passwordHashAt, shapedTokenAt } from './shaped-tokens.ts';
import { commandPasswordAt, userOptionSecretAt } from './user-options.ts';

/** Words with what joins them into paths, names and most secrets. */
const RUN = ALNUM | UNDERSCORE | HYPHEN | DOT | SLASH_PLUS;
const RUN_LENGTH_MIN = 16;
/** No token that is told by its shape alone is shorter. */
const SEGMENT_LENGTH_MIN = 36;
/** Some 0.3 ms of usual text. */
const PLACES_PER_QUESTION = 1000;
const NONE: readonly Finding[] = [];

const [A, B, C, E, H, K, M, O, P, S_LOWER, U, W, Y] = [
  97, 98, 99, 101, 104, 107, 109, 111, 112, 115, 117, 119, 121,
];
const [A_UPPER, P_UPPER, S, T, SLASH, BLANK] = [65, 80, 83, 84, 47, 32];
const [PERCENT, BRACKET, PLUS, COMMA, HYPHEN_CODE, COLON, EQUALS, GREATER, AT, BACKSLASH, TILDE] = [
  37, 40, 43, 44, 45, 58, 61, 62, 64, 92, 126,
];
const marks = new Uint8Array(128);
for (const code of [PERCENT, BRACKET, PLUS, COMMA, HYPHEN_CODE, COLON, EQUALS, GREATER, AT, BACKSLASH, TILDE])
  marks[code] = 1;

/**
 * Gives the stretches to be masked, in order, not overlapping.
 * @internal
 * @param isOn - which kinds count
 * @param isLate - asked at every thousandth place; once true, the rest of the text is a finding of its own (never)
 */
export function findSensitive(
  text: string,
  isOn: Readonly<Record<RedactionKind, boolean>>,
  isLate?: () => boolean,
): readonly Finding[] {
  return findSensitiveAt(text, isOn, new Places(text, isOn['ip-address']), isLate);
}

/**
 * Gives the same together with what the escapes of a URL hide, which is found in the decoded text.
 * @internal
 */
export function findSensitiveDecoded(
  text: string,
  isOn: Readonly<Record<RedactionKind, boolean>>,
  isLate?: () => boolean,
): readonly Finding[] {
  const plain = findSensitive(text, isOn, isLate);
  if (!text.includes('%')) return plain;
  const encoded = encodedFindings(text, (part) => findSensitive(part, isOn, isLate));
  return encoded.length === 0 ? plain : unionOf(plain, encoded);
}

/**
 * Gives the same of the places named, and of those at which a finding or an escape ends.
 * @internal
 * @param places - gives the next place at or after one
 */
export function findSensitiveAt(
  text: string,
  isOn: Readonly<Record<RedactionKind, boolean>>,
  places: Pick<Places, 'after'>,
  isLate?: () => boolean,
): readonly Finding[] {
  let privateKeys: PrivateKeys | undefined;
  let findings: Finding[] | undefined;
  let from = 0;
  let runEnd = 0;
  let at = places.after(0);
  let untilAsked = PLACES_PER_QUESTION;
  while (at < text.length) {
    untilAsked -= 1;
    if (untilAsked === 0) {
      untilAsked = PLACES_PER_QUESTION;
      if (isLate?.() === true)
        return [...(findings ?? NONE), { start: from, end: text.length, kind: 'too-slow' }];
    }
    const code = text.charCodeAt(at);
    const isWord = (classOf(code) & ALNUM) !== 0;
    if (!isWord && !isMark(code)) {
      at = places.after(at + 1);
      continue;
    }
    const isRun = isWord && at >= runEnd;
    if (isRun) runEnd = endOf(text, at, RUN);
    let finding: Finding | undefined;
    if (isWord) finding = atWord(text, at, isRun ? runEnd : 0, isOn);
    else if (code === HYPHEN_CODE && text.charCodeAt(at + 4) === code && text.startsWith('-----BEGIN ', at))
      finding = (privateKeys ??= new PrivateKeys(text)).at(at);
    else finding = atMark(text, at, code, from, isOn['ip-address']);
    if (finding !== undefined && isOn[finding.kind as RedactionKind] && finding.end > at) {
      findings ??= [];
      findings.push(finding);
      from = finding.end;
      at = finding.end;
      runEnd = at;
    } else if (isWord) at = places.after(endOf(text, at, ALNUM));
    else at = isEscapeSign(code) ? afterEscape(text, at, code) : places.after(afterMark(text, at, code));
  }
  return findings ?? NONE;
}

function atWord(
  text: string,
  at: number,
  runEnd: number,
  isOn: Readonly<Record<RedactionKind, boolean>>,
): Finding | undefined {
  const isDigit = (classOf(text.charCodeAt(at)) & DIGIT) !== 0;
  return (
    providerTokenAt(text, at) ??
    passwordHashAt(text, at) ??
    (isOn['ip-address'] ? ipAddressAt(text, at) : undefined) ??
    (isDigit ? (personalNumberAt(text, at) ?? botTokenAt(text, at)) : atLetter(text, at)) ??
    (runEnd - at >= RUN_LENGTH_MIN ? atRun(text, at, runEnd) : segmentAt(text, at))
  );
}

/** What can only begin with certain letters; `| 32` makes a letter lower-case. */
function atLetter(text: string, at: number): Finding | undefined {
  const first = text.charCodeAt(at) | 32;
  const second = text.charCodeAt(at + 1) | 32;
  const isNumbered = (classOf(text.charCodeAt(at + 2)) & DIGIT) !== 0;
  if (isNumbered) return ibanAt(text, at);
  if (first === B && (second === A || second === E)) return schemeCredentialsAt(text, at);
  if (first === B && second === O && (classOf(text.charCodeAt(at + 3)) & DIGIT) !== 0)
    return botTokenAt(text, at + 3);
  if (isSaid(first, second)) return saidPasswordAt(text, at);
  if (first === H && second === O && text.startsWith('ooks.', at + 1)) return webhookAt(text, at);
  return first === E && second === Y ? jwtAt(text, at) : undefined;
}

/** How `password`, `pwd`, `Kennwort`, `mot de passe`, `contraseña`, `senha` and `wachtwoord` begin. */
function isSaid(first: number, second: number): boolean {
  if (first === P) return second === A || second === W;
  if (first === K || first === S_LOWER) return second === E;
  return ((first === M || first === C) && second === O) || (first === W && second === A);
}

function atRun(text: string, at: number, runEnd: number): Finding | undefined {
  let end = runEnd;
  while (end > at && text[end - 1] === '.') end -= 1;
  while (text[end] === '=' && end - runEnd < 2) end += 1;
  return shapedTokenAt(text, at, runEnd) ?? namedSecretAt(text, at, end);
}

/** A segment of a path may be a token of its own. */
function segmentAt(text: string, at: number): Finding | undefined {
  if (text.charCodeAt(at - 1) !== SLASH || at + SEGMENT_LENGTH_MIN > text.length) return undefined;
  if (text.slice(at, at + SEGMENT_LENGTH_MIN).includes('/')) return undefined;
  return shapedTokenAt(text, at, endOf(text, at, RUN, at + 2 * SEGMENT_LENGTH_MIN));
}

function isMark(code: number): boolean {
  return marks[code] === 1;
}

function atMark(
  text: string,
  at: number,
  code: number,
  from: number,
  hasAddresses: boolean,
): Finding | undefined {
  if (hasAddresses && code === COLON && text.charCodeAt(at + 1) === COLON) {
    const address = ipAddressAt(text, at);
    if (address !== undefined) return address;
  }
  if (code === COLON && text.startsWith('//', at + 1)) return urlCredentialsAt(text, at);
  if (code === COLON && text.startsWith('thin:', at - 4)) return oracleCredentialsAt(text, at);
  if (code === COLON) return assignedSecretAt(text, at, from);
  if (code === EQUALS || code === GREATER) return assignedSecretAt(text, at, from);
  if (code === COMMA) return argumentSecretAt(text, at, from);
  if (code === AT) return emailAt(text, at, 1, from);
  if (code === PERCENT) return atEncoded(text, at, from);
  if (code === PLUS) return internationalPhoneAt(text, at, 1);
  if (code === BRACKET) return personalNumberAt(text, at);
  if (code === TILDE) return clientSecretAt(text, at, from);
  return code === HYPHEN_CODE ? atHyphen(text, at) : undefined;
}

/** `%40` is an at sign, `%28` a bracket and `%2B` a plus in a URL. */
function atEncoded(text: string, at: number, from: number): Finding | undefined {
  if (text.startsWith('40', at + 1)) return emailAt(text, at, 3, from);
  if (text.startsWith('28', at + 1)) return personalNumberAt(text, at);
  if (text.startsWith('3A', at + 1)) return encodedSecretAt(text, at, from);
  return /^2b/i.test(text.slice(at + 1, at + 3)) ? internationalPhoneAt(text, at, 3) : undefined;
}

function atHyphen(text: string, at: number): Finding | undefined {
  const next = text.charCodeAt(at + 1);
  if (next === U) return userOptionSecretAt(text, at);
  if (next === P || next === A)
    return text.charCodeAt(at - 1) <= BLANK ? commandPasswordAt(text, at) : undefined;
  if (next === P_UPPER || next === S || next === T || next === A_UPPER) return optionAlone(text, at);
  if (next !== HYPHEN_CODE) return undefined;
  return userOptionSecretAt(text, at) ?? optionSecretAt(text, at);
}

/** PowerShell writes `-Password …` behind a blank. */
function optionAlone(text: string, at: number): Finding | undefined {
  return /\s/.test(text.charAt(at - 1)) ? optionSecretAt(text, at) : undefined;
}

function afterMark(text: string, at: number, code: number): number {
  return code === HYPHEN_CODE ? endOf(text, at, HYPHEN) : at + 1;
}

function isEscapeSign(code: number): boolean {
  return code === BACKSLASH || code === PERCENT;
}

/** Escapes are passed as a whole, so that the `n` of `\\n` does not hide the beginning of a token. */
function afterEscape(text: string, at: number, code: number): number {
  if (code === PERCENT) return /^[0-9A-Fa-f]{2}$/.test(text.slice(at + 1, at + 3)) ? at + 3 : at + 1;
  const next = text.charAt(at + 1);
  if (next === 'u') return at + 6;
  return 'nrtbf'.includes(next) && next !== '' ? at + 2 : at + 1;
}
