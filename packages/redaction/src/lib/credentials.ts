/** Finds credentials by what surrounds them: URLs, HTTP schemes, words such as "password is". */
import { ALNUM, BASE64, DOT, endOf, HYPHEN, UNDERSCORE } from './characters.ts';
import type { Finding } from './kinds.ts';
import { isHexadecimal, isUuid, looksRandom, looksRandomAmongNames } from './randomness.ts';
import { isSecretValue } from './secret-values.ts';
import { type KeyMeaning, keyMeaning } from './sensitive-keys.ts';

const AUTHORITY_LENGTH_MAX = 300;
const PASSWORD = { kind: 'password', strength: 'strong' } as const;
/** Addresses whose path is the permission to post. */
const WEBHOOK =
  /(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|(?:\w{1,12}\.)?discord(?:app)?\.com\/api\/webhooks\/|[\w-]{1,60}\.webhook\.office\.com\/webhookb2\/|outlook\.office\.com\/webhook\/|hooks\.zapier\.com\/hooks\/catch\/|[\w-]{1,60}\.tines\.com\/webhook\/|hook\.\w{2,4}\d?\.make\.com\/|open\.feishu\.cn\/open-apis\/bot\/v2\/hook\/|oapi\.dingtalk\.com\/robot\/send\?access_token=|chat\.googleapis\.com\/v1\/spaces\/)([\w@/-]{16,300})/y;
const ORACLE = /:[\w$]{1,64}\/([^\s@"'/]{3,128})(?=@)/y;
const CREDENTIAL = ALNUM | BASE64 | DOT | HYPHEN | UNDERSCORE;
const SCHEME = /(?:Bearer|Basic)(?:\s|%20|\+){1,2}/iy;
const SAID_PASSWORD =
  /(?:(?<=\b(?:login\s\S{1,64}|and|with|und|mit|et|avec|con)\s{1,9})pass(?:word|wort)\s{1,3}|(?:password|passwd|passphrase|passcode|pwd|passwort|kennwort|mot\sde\spasse|contrase[nñ]a|senha|wachtwoord)(?:\s(?:(?:is|was)\s(?:now\s)?(?:changed|set|reset)\sto|is|was|ist|lautet|war|est|es|era|é|è|for\s\S{1,40}\sis|set\sto|changed\sto|of)(?:\s?[:=]\s?|\s{1,2})["'`]?|\s{1,2}["'`]))(?=([^\s"'`]{4,128}))/iy;
/** What is said of a password itself. */
const STATE =
  /^(?:in|un|mis)?(?:correct|valid|required|expired|secure|safe|strong|weak|missing|optional|empty|wrong|changed|reset|set|known|matched|matching|hashed|encrypted|hidden|visible|disabled|enabled|accepted|rejected|leaked|compromised|blank|short|long|simple|default|string|object|password|undefined)$/i;
const SECRET_WORD =
  /(?:(?:api|access|secret|private|auth|account|signing|encryption|master|service|license|subscription|admin|client)[ _-]?(?:key|secret|token)|(?<!(?:next|page|continuation|cancel\w*|sync|cursor|max|stop|per)[ _-]?)\btoken|\bsecret|\bpassword|\bcredentials?|\bbearer|ssws|\b(?:openai|anthropic|azure|mistral|cohere|datadog|pinecone|deepgram|together|aws|twilio|heroku|cloudflare|wandb|algolia) key)["'`)]?\s{0,2}(?:(?:is|was|are|value|provided|used|has been|set to|changed to|leaked|equals|ending)(?:\s{1,2}|(?=[:=]))){0,2}[:=]?\s{0,2}(?:["'`]|\s[(<[])?$/i;
const KEY_WORD =
  /(?<!(?:public|cache|primary|foreign|sort|partition|object|idempotency|hash|row|map|lookup)[ _-]?)\bkey["'`]?\s{0,2}(?:is|was|:|=)?\s{0,2}(?:["'`]|\s[(<[])?$/i;

const NAME_BEFORE =
  /(?:([\w.-]{2,40})[ \t]{1,2})?([\w.-]{3,64})["'`\\)*]{0,3}(?:\s(?:to|is|was|as|with value)(?=\s))?\s{0,3}(?:[|:=-]|[=-]>|:=)?(?:\s{0,3}["'`\\*]{0,3}|\s{1,3}["'`[(*]{0,2})$/;
/** Last two letters of the words with which the two patterns end. */
const NAMING_ENDS = new Set(
  Array.from(
    'key secret token password credential credentials bearer ssws is was are value provided used been to leaked equals ending'.split(
      ' ',
    ),
    (word) => word.charCodeAt(word.length - 2) * 256 + word.charCodeAt(word.length - 1),
  ),
);

/** @returns user and password, a secret user or a secret path of the URL whose `://` is here. @internal */
export function urlCredentialsAt(text: string, at: number): Finding | undefined {
  const start = at + 3;
  const webhook = webhookAt(text, start);
  if (webhook !== undefined) return webhook;
  if (!text.slice(start, start + AUTHORITY_LENGTH_MAX).includes('@')) return undefined;
  const end = authorityEnd(text, start);
  const sign = text.lastIndexOf('@', end - 1);
  if (sign <= start) return undefined;
  const colon = text.indexOf(':', start);
  const password = colon >= start && colon < sign ? text.slice(colon + 1, sign) : undefined;
  if (password === undefined) return secretUser(text, start, sign);
  return isSecretValue(password, PASSWORD, 'quoted')
    ? { start, end: sign, kind: 'url-credentials' }
    : undefined;
}

/** @returns the password of `jdbc:oracle:thin:user/password@host`, whose last colon is here. @internal */
export function oracleCredentialsAt(text: string, at: number): Finding | undefined {
  ORACLE.lastIndex = at;
  const password = ORACLE.exec(text)?.[1];
  if (password === undefined || !text.startsWith('oracle:thin', at - 11)) return undefined;
  return { start: ORACLE.lastIndex - password.length, end: ORACLE.lastIndex, kind: 'url-credentials' };
}

/** @returns the secret path of the webhook whose host begins here. @internal */
export function webhookAt(text: string, start: number): Finding | undefined {
  WEBHOOK.lastIndex = start;
  const path = WEBHOOK.exec(text)?.[1];
  return path === undefined
    ? undefined
    : { start: WEBHOOK.lastIndex - path.length, end: WEBHOOK.lastIndex, kind: 'url-credentials' };
}

/** @returns what follows `Bearer` or `Basic` if the word is here and no prose follows it. @internal */
export function schemeCredentialsAt(text: string, start: number): Finding | undefined {
  SCHEME.lastIndex = start;
  if (!SCHEME.test(text)) return undefined;
  const from = SCHEME.lastIndex;
  const end = endOf(text, from, CREDENTIAL);
  const credentials = text.slice(from, Math.min(end, from + 200)).replace(/[.]+$/, '');
  const isBasic = (text.charCodeAt(start + 1) | 32) === 97;
  const isSecret = isBasic ? isBasicPair(credentials) : credentials.length >= 16 && looksRandom(credentials);
  return isSecret
    ? { start: from, end: Math.max(from + credentials.length, end - 1), kind: 'authorization' }
    : undefined;
}

/** @returns the password that prose names here: `password is hunter2`, `password 'x1!y'`. @internal */
export function saidPasswordAt(text: string, start: number): Finding | undefined {
  SAID_PASSWORD.lastIndex = start;
  const said = SAID_PASSWORD.exec(text);
  const value = said?.[1]?.replace(/[.,;:!?)\]}]+$/, '');
  if (value === undefined || value.length < 6 || !/[A-Za-z]/.test(value)) return undefined;
  const isQuoted = /["'`]/.test(text.charAt(SAID_PASSWORD.lastIndex - 1));
  if (!/\d/.test(value) && !(isQuoted && isOneWord(text, SAID_PASSWORD.lastIndex, value))) return undefined;
  const from = SAID_PASSWORD.lastIndex;
  return isSecretValue(value, PASSWORD, isQuoted ? 'quoted' : 'bare')
    ? { start: from, end: from + value.length, kind: 'password' }
    : undefined;
}

/** `the password is "centipede"`, but not `the password is "too short"` or `password 'required'`. */
function isOneWord(text: string, from: number, value: string): boolean {
  const isClosed = /["'`]/.test(text.charAt(from + value.length));
  return (
    isClosed && /\s(?:is|was|ist|es|to|of)\s$/i.test(text.slice(from - 8, from - 1)) && !STATE.test(value)
  );
}

/** @returns a random-looking run whose preceding words call it a secret. @internal */
export function namedSecretAt(text: string, start: number, end: number): Finding | undefined {
  if (start < 4 || !mayBeNamed(text, start)) return undefined;
  const run = text.slice(start, Math.min(end, start + 200));
  const isHash = isHexadecimal(run) || isUuid(run);
  if (!isHash && !looksRandomAmongNames(run)) return undefined;
  const before = text.slice(Math.max(0, start - 64), start);
  if (SECRET_WORD.test(before) || (!isHash && KEY_WORD.test(before))) return { start, end, kind: 'secret' };
  const meaning = nameMeaning(before);
  return meaning?.strength === 'strong' ? { start, end, kind: meaning.kind } : undefined;
}

/** `| X-Api-Key | …`, `GITLAB_TOKEN …`, `facebook key - …`: a name in another place than before a separator. */
function nameMeaning(before: string): KeyMeaning | undefined {
  const [, first = '', last = ''] = NAME_BEFORE.exec(before) ?? [];
  if (last === '') return undefined;
  const meaning = /[_-]|[a-z][A-Z]|SESS(?:ION)?ID/.test(last)
    ? keyMeaning(last)
    : keyMeaning(`${first} ${last}`);
  return meaning?.kind === 'phone' || meaning?.kind === 'payment-card' ? undefined : meaning;
}

/** Says whether the last letters of the words before can end what the two patterns look for; cheap, and rarely true. */
function mayBeNamed(text: string, start: number): boolean {
  let end = start;
  while (end > start - 14 && isBetween(text.charCodeAt(end - 1))) end -= 1;
  const code = (text.charCodeAt(end - 2) | 32) * 256 + (text.charCodeAt(end - 1) | 32);
  return NAMING_ENDS.has(code);
}

/** Blanks, quotes, opening brackets and `)`, `*`, `,`, `-`, `:`, `=`, `<`, `>`, `|`, `\\`. */
function isBetween(code: number): boolean {
  return (
    code <= 32 ||
    code === 34 ||
    (code >= 39 && code <= 42) ||
    code === 58 ||
    code === 44 ||
    code === 45 ||
    (code >= 60 && code <= 62) ||
    (code >= 91 && code <= 92) ||
    code === 96 ||
    code === 124 ||
    code >= 128
  );
}

/** Passwords with an unescaped `/`, `?` or `#` are common: after a colon that no port follows, go on to the `@`. */
function authorityEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + AUTHORITY_LENGTH_MAX);
  let end = start;
  while (end < limit && !/[\s/?#"'`<>\\]/.test(text.charAt(end))) end += 1;
  const authority = text.slice(start, end);
  if (authority.includes('@') || !/^[^:]*:(?!\d+$)./.test(authority)) return end;
  let further = end;
  while (further < limit && !/[\s"'`<>\\@]/.test(text.charAt(further))) further += 1;
  return text[further] === '@' ? further + 1 : end;
}

function secretUser(text: string, start: number, sign: number): Finding | undefined {
  const user = text.slice(start, sign);
  return user.length >= 16 && looksRandom(user) ? { start, end: sign, kind: 'url-credentials' } : undefined;
}

/** RFC 7617: base64 of `user:password`. */
function isBasicPair(credentials: string): boolean {
  if (credentials.length < 6 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(credentials)) return false;
  return /^[^\p{C}:]*:[^\p{C}]+$/u.test(Buffer.from(credentials, 'base64').toString('utf8'));
}
