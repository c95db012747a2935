/** Tells a secret from code, placeholders and words, for the value of a name that may hold one. */
import { isHexadecimal, isUuid, isVaried, looksRandom, looksRandomAmongNames } from './randomness.ts';
import type { KeyMeaning } from './sensitive-keys.ts';

/**
 * How a value stands in its text: `quoted`, `bare` in code or prose, or `plain` where nothing but a literal
 * can stand (environment text, query strings, command lines, XML).
 * @internal
 */
export type ValueForm = 'quoted' | 'bare' | 'plain';

/** Words that stand for a value, for a type, or for having none. */
const PLACEHOLDER =
  /^(?:|null|nil|none|undefined|true|false|yes|no|on|off|string|str|number|int|integer|boolean|bool|bytes|text|any|unknown|object|optional|required|secret|secretstr|password|passwd|pass|pwd|token|key|api[-_]?key|value|test|example|sample|demo|dummy|fake|placeholder|change[-_]?me|your[-_ ].*|my[-_](?:secret|password|token|key|api[-_]key)|x{3,}|\*+|\.{3,}|-+|hidden|masked|removed|filtered|redacted|empty|missing|invalid|expired|incorrect|wrong|valid|hash|hashed|encrypted|plain|plaintext|oauth2?|jwt|basic|bearer|sha(?:1|256|384|512)|md5|utf-?8|base(?:32|58|64)|hs256|rs256|es256|aes-?256.{0,4}|bcrypt|argon2.{0,2}|scrypt|pbkdf2|ed25519|rsa(?:2048|4096)?|env|vault|file|input|default|self|this)$/i;
const MARKED = /^\[REDACTED[:\]]|^\[redacted|^<redacted/;
/** Something that is filled in elsewhere: `${X}`, `$X`, `{{x}}`, `<x>`, `%s`, `:x`, `process.env.X`. */
const REFERENCE =
  /^[$%@:]?[({<[]|^\$[A-Za-z_]|^%[sdvq]$|^%\(?[A-Za-z_]+\)?[s%]?$|^(?:sha(?:1|256|384|512)|md5|blake[23][bs]?)[:-]|^:[a-z_]+$|^(?:process\.|os\.|env\.|import\.|config\.|settings\.|secrets?\.|ENV\[|op:\/\/|vault:|arn:aws:|projects\/|file:\/\/|\/(?:run|etc|var|home|usr|tmp|opt|mnt|Users|app|srv|root|data|private|workspace)\/|~\/|\.{0,2}\/[a-z])|\$\{|\{\{|<%|%\}/;
/** In code also a call, an index or a literal; elsewhere only what cannot be anything else. */
const CODE =
  /[([{]|^(?!.*(?:[a-z]\d\d+$|\d[A-Za-z._]+\d))[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$|^!|^&[A-Za-z]|^=>|::/;
const CALL = /^[A-Za-z_$][\w$.]*\([^)]*\)?$|^[a-z]+(?:\.[A-Za-z_]+)+$/;
const IDENTIFIER = /^[A-Za-z_$][A-Za-z_$-]*$/;
/** Jenkins keeps secrets as `{AQAAABAAA…}`. */
const ENCRYPTED = /^\{[^{}$%]{0,60}[A-Za-z0-9+/=_-]{16}/;
/** Longer than names of variables are, of one case, with several digits. */
const MACHINE_MADE = /^(?=(?:\D*\d){4})(?:[a-z0-9]{24,}|[A-Z0-9]{24,})$/;
/** Signs that no name, path or sentence has inside. */
const SIGNED = /^[\w.-]+[#!^&*?;~%][\w#!^&*?;~%.$@-]{3,}$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** `Confirm password`, `Passwort vergessen?`: texts of a form. */
const LABEL = /^(?=.*\s)(?=.*(?:pass|kennwort|contrase|wachtwoord|senha))[\p{L}\s'’]+[?!.:…]?$/iu;
const WORDS = /\s\S+\s/;

/** Says whether the value of a name is a secret that has to be masked. @internal */
export function isSecretValue(value: string, meaning: KeyMeaning, form: ValueForm): boolean {
  const { kind, strength } = meaning;
  // First what costs little, since `key=key=key=…` asks at every place.
  if (strength === 'weak' && !isWeakSecret(value, meaning)) return false;
  if (form === 'plain' && ENCRYPTED.test(value)) return true;
  if (
    PLACEHOLDER.test(value.replace(/[?!.,;]+$/, '')) ||
    MARKED.test(value) ||
    (REFERENCE.test(value) && !isRandomPath(value))
  )
    return false;
  if (kind === 'phone' || kind === 'payment-card' || kind === 'ssn') return false;
  if (form === 'bare' && (CODE.test(value) || isCodeWord(value))) return false;
  if (form === 'plain' && CALL.test(value)) return false;
  if (strength === 'weak') return true;
  if (kind === 'cookie') return /\w=./.test(value);
  return kind === 'password' ? isPassword(value, form) : isToken(value, form);
}

/** Base64 may begin with a slash. */
function isRandomPath(value: string): boolean {
  return value.startsWith('/') && value.length >= 32 && looksRandomAmongNames(value);
}

function isWeakSecret(value: string, { isDigestToo = false, lengthMax = 1000 }: KeyMeaning): boolean {
  if (value.length < 20 || value.length > lengthMax || /[\s/]|=(?!=?$)/.test(value)) return false;
  if (isUuid(value) || isHexadecimal(value)) return isDigestToo && value.length >= 32;
  return looksRandomAmongNames(value);
}

/** A bare word is more likely the name of a variable than a secret. */
function isCodeWord(value: string): boolean {
  return value.length < 5 || IDENTIFIER.test(value) || NUMBER.test(value);
}

function isPassword(value: string, form: ValueForm): boolean {
  if (form === 'quoted' && LABEL.test(value)) return false;
  if (form === 'quoted' && WORDS.test(value))
    return /^[a-z]+(?: [a-z]+){11,23}$/.test(value) || isMixed(value);
  return isVaried(value, value.length < 4 ? 2 : 3);
}

/** A sentence has spaces and few digits; a pass phrase with digits and signs in several words is kept a secret. */
function isMixed(value: string): boolean {
  return value.length <= 64 && /\d/.test(value) && /[^\w\s.,'-]/.test(value);
}

function isToken(value: string, form: ValueForm): boolean {
  if (/\s/.test(value) || value.length < 8 || !isVaried(value)) return false;
  if (NUMBER.test(value)) return form !== 'bare' && value.length >= 15 && !value.includes('.');
  if (isUuid(value) || (isHexadecimal(value) && value.length >= 20)) return true;
  if (form === 'bare')
    return looksRandomAmongNames(value) || /[^\w$.]/.test(value) || MACHINE_MADE.test(value);
  return looksRandom(value) || form === 'plain' || hasLettersAndDigits(value) || SIGNED.test(value);
}

function hasLettersAndDigits(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/^https?:/.test(value);
}
