/** Finds access tokens that have no prefix, by their inner shape. */
import { classOf, DIGIT } from './characters.ts';
import type { Finding } from './kinds.ts';
import { looksRandom } from './randomness.ts';

/** As one pattern, tried at the beginning of long runs only. */
const SHAPE = new RegExp(
  [
    /[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}/, // Discord bot
    /mfa\.[\w-]{80,}/, // Discord user
    /A3-[A-Z0-9]{6}-[A-Z0-9]{11}(?:-[A-Z0-9]{5}){3}/, // 1Password
    /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,90}/, // Terraform Cloud
    /[0-9a-f]{32}-us\d{1,2}\b/, // Mailchimp
    /[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}\b/, // Mailgun
    /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/, // MaxMind
    /api_[A-Za-z0-9]{20,24}\.[A-Za-z0-9]{20,24}\b/, // Close
    /API-[A-Z0-9]{26}\b/, // Octopus Deploy
    /AAAAAAAAAAAAAAAAAAA[\w%-]{40,}/, // X (Twitter) bearer token
    /pk_\d{6,9}_[A-Z0-9]{32}\b/, // ClickUp
    /1000\.[0-9a-f]{32}\.[0-9a-f]{32}\b/, // Zoho
    /[0-9a-f]{32}\.[A-Za-z0-9]{16}\b/, // Zhipu
    /(?:eu01xx|[A-Za-z0-9]{6})?[0-9a-f]{26,36}(?:[Ff]{4})?NRAL\b/, // New Relic licence
    /(?:[a-z]{2}\d\dxx|[0-9A-Za-z]{2})[0-9a-f]{32,40}-NRMA\b/, // New Relic mobile
    /[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{2}[A-L][A-Za-z0-9]{5,23}/, // Azure, common format of keys
    /[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}/, // Azure DevOps
    /[A-Za-z0-9]{42}AzSe[A-Za-z0-9]{6}/, // Azure Search
    /[\w+/-]{38,44}AzFu[\w+/-]{4,}={0,2}/, // Azure Functions
    /[A-Za-z0-9+/]{36,42}\+ACR[A-Za-z0-9]{6}/, // Azure container registry
    /[A-Za-z0-9+/]{60,76}(?:\+ASt|ACDb|\+AMC|\+ABa)[A-Za-z0-9+/]{5,6}={0,2}/, // Azure storage, Cosmos, Batch
    /[A-Za-z0-9+/]{28,33}(?:\+ASb|\+AEh|\+ARm|AIoT)[A-Za-z0-9+/]{5,6}={0,2}/, // Azure Service Bus, Event Hubs, Relay, IoT
    /[A-Za-z0-9]{14,22}\.v1\.[\w-]{20,}\.[0-9a-f]{40,}/, // Airtable OAuth
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);
/** Microsoft Entra: three characters, a digit, `Q~`. */
const CLIENT_SECRET = /[\w.~-]{3}\dQ~[\w~.-]{30,34}/y;
const NUMBERED = new RegExp(
  [
    /\d{8,10}:AA[\w-]{32,34}/, // Telegram
    /\d{15,16}(?:\||%7C)[\w-]{27,40}/, // Facebook application
    /00[A-Za-z0-9]{13}![\w.]{80,}/, // Salesforce session
    /0\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z0-9]{28,32}:[A-Za-z0-9+/]{20,}={0,2}/, // Bitwarden
    /[012]\/(?:\d{6,20}\/)?\d{12,20}:[0-9a-fA-F]{32}/, // Asana
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);
/** What follows the `$` of a password hash in crypt(3) form: md5, sha256, sha512, bcrypt, scrypt, yescrypt, argon2. */
const PASSWORD_HASH =
  /(?:apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|[1568](?:\$rounds=\d{1,9})?\$[./A-Za-z0-9]{4,16}\$[./A-Za-z0-9]{22,86}|2[abxy]\$\d{1,2}\$[./A-Za-z0-9]{53}|(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,16}|y|7)\$[\w=,.+/-]{1,60}\$[\w=,.+/$-]{16,200})/y;
const [MINUS, DOLLAR, ZERO, POINT] = [45, 36, 48, 46];
const [COLON, BAR, PERCENT, SLASH, EXCLAMATION] = [58, 124, 37, 47, 33];
/** All shapes but that of Octopus Deploy are as long, and few runs of usual text are. */
const LENGTH_MIN = 36;

/**
 * Gives the token of a known shape that starts exactly here.
 * @internal
 * @param runEnd - end of the stretch of letters, digits and signs that starts here
 */
export function shapedTokenAt(text: string, start: number, runEnd: number): Finding | undefined {
  const length = runEnd - start;
  if (length < LENGTH_MIN) return text.startsWith('API-', start) ? foundBy(SHAPE, text, start) : undefined;
  const isUuid = length === LENGTH_MIN && text.charCodeAt(start + 8) === MINUS;
  return isUuid || !mayBeShaped(text, start) ? undefined : foundBy(SHAPE, text, start);
}

/** @returns the token that begins with a number and starts exactly here, or undefined. @internal */
export function botTokenAt(text: string, start: number): Finding | undefined {
  const isOld = text.charCodeAt(start + 1) === SLASH && isDigit(text, start + 2);
  const isMachine = text.charCodeAt(start + 1) === POINT && text.charCodeAt(start + 10) === MINUS;
  if (isMachine) return foundBy(NUMBERED, text, start);
  const isLong = text.charCodeAt(start) === ZERO || isDigit(text, start + 7);
  if (!isOld && (!isLong || !hasBotSign(text, start))) return undefined;
  return foundBy(NUMBERED, text, start);
}

/** @returns the Microsoft Entra client secret around the `~` at a place, or undefined. @internal */
export function clientSecretAt(text: string, tilde: number, from: number): Finding | undefined {
  const start = tilde - 5;
  return start < from ? undefined : foundBy(CLIENT_SECRET, text, Math.max(0, start));
}

/** @returns the password hash that starts exactly here, behind its `$`, or undefined. @internal */
export function passwordHashAt(text: string, start: number): Finding | undefined {
  if (text.charCodeAt(start - 1) !== DOLLAR) return undefined;
  const hash = foundBy(PASSWORD_HASH, text, start);
  return hash && { ...hash, kind: 'password' };
}

/** Paths are long, too; tokens look random, but for two. */
function mayBeShaped(text: string, start: number): boolean {
  if (text.startsWith('AAAAAAAA', start) || text.startsWith('pk_', start) || text.startsWith('A3-', start))
    return true;
  // Mailchimp, Mailgun: hexadecimal digits can be of one class by chance.
  if (text.charCodeAt(start + 32) === MINUS) return true;
  return looksRandom(text.slice(start, start + LENGTH_MIN));
}

/** A colon after 8 to 10 digits, an exclamation mark, a bar or its escape after 15 or 16. */
function hasBotSign(text: string, start: number): boolean {
  for (let at = start + 8; at <= start + 10; at += 1) if (text.charCodeAt(at) === COLON) return true;
  const [first, second] = [text.charCodeAt(start + 15), text.charCodeAt(start + 16)];
  return first === BAR || first === PERCENT || first === EXCLAMATION || second === BAR || second === PERCENT;
}

function isDigit(text: string, at: number): boolean {
  return (classOf(text.charCodeAt(at)) & DIGIT) !== 0;
}

function foundBy(pattern: RegExp, text: string, start: number): Finding | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? { start, end: pattern.lastIndex, kind: 'api-key' } : undefined;
}
