/** Tells machine-made secrets from words, names and placeholders. */
import { ALNUM, classOf, DIGIT } from './characters.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HASH = /^[0-9a-f]+$/i;

/**
 * Says whether a text looks drawn at random.
 *
 * In words and names upper case, lower case and digits come in stretches; in random text of base 16, 36 or 62
 * the class changes at 40 to 60 % of the places. Separators break a stretch without counting, so that
 * `claude-sonnet-4-5-20250929` is no secret.
 * @internal
 */
export function looksRandom(text: string): boolean {
  const { digits, pairs, changes } = classChanges(text);
  if (pairs < 7) return false;
  return digits > 0 ? changes / pairs >= 0.22 : changes / pairs >= 0.4;
}

/**
 * Says the same of a text that stands where the name of a variable could: `rsa2048PrivateKey` has one number,
 * a secret has several, or changes its class at nearly every place.
 * @internal
 */
export function looksRandomAmongNames(text: string): boolean {
  const { pairs, changes } = classChanges(text);
  return looksRandom(text) && (/\d\D+\d/.test(text) || changes / pairs >= 0.45);
}

/** Says whether a text is a UUID. @internal */
export function isUuid(text: string): boolean {
  return text.length === 36 && UUID.test(text);
}

/** Says whether a text could be a digest or a trace id: hexadecimal digits and nothing else. @internal */
export function isHexadecimal(text: string): boolean {
  return HASH.test(text);
}

/** Counts different characters, up to a limit that is enough to rule out `xxxxxxxx` and `********`. @internal */
export function isVaried(text: string, differentMin = 5): boolean {
  const seen = new Set<string>();
  for (let i = 0; i < text.length && seen.size < differentMin; i += 1) seen.add(text.charAt(i));
  return seen.size >= differentMin;
}

function classChanges(text: string): { digits: number; pairs: number; changes: number } {
  let digits = 0;
  let pairs = 0;
  let changes = 0;
  let last = 0;
  for (let i = 0; i < text.length; i += 1) {
    const current = classOf(text.charCodeAt(i)) & ALNUM;
    if (current === DIGIT) digits += 1;
    if (current !== 0 && last !== 0) {
      pairs += 1;
      if (current !== last) changes += 1;
    }
    last = current;
  }
  return { digits, pairs, changes };
}
