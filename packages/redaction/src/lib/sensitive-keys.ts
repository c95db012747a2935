/** Tells from the name of a field whether its value has to be masked. */
import type { RedactionKind } from './kinds.ts';
import { isIssuer, namesIssuer } from './token-issuers.ts';

/**
 * What a name says about its value: `strong` names a secret, `weak` may name one, so the value must look
 * random as well.
 * @internal
 */
export interface KeyMeaning {
  readonly kind: RedactionKind;
  readonly strength: 'strong' | 'weak';
  /** Even a whole value must look like a secret: language models call a piece of text `token` too. */
  readonly isJudged?: boolean;
  /** Of a weak name: a longer value is no secret. */
  readonly lengthMax?: number;
  /** Of a weak name: what looks like a digest or a UUID counts as well. */
  readonly isDigestToo?: boolean;
}

/** Names are split into lower-case words joined by spaces before these are tried; the first hit decides. */
const meanings: readonly (readonly [RegExp, KeyMeaning | undefined])[] = [
  // What is said about a secret is none: its name, size, age, place, rules.
  [
    / (?:count|length|len|size|type|name|names|hint|policy|url|uri|endpoint|path|file|filename|dir|expires|expiry|expiration|expired|ttl|age|at|on|in|enabled|disabled|required|valid|invalid|verified|index|limit|limits|usage|used|budget|status|state|field|label|placeholder|reset|updated|changed|rotated|created|strength|min|max|format|version|arn|ref|selector|provider|manager|store|service|header|prefix|suffix|scheme|error|message|description|title|input|output|prompt|completion|cached|reasoning|regex|pattern|rule|rules|schema|mode|method|exists|present|missing|match|matches|rate|price|cost|per second|source|scope|scopes|audience|issuer|endpoints|alias|fingerprint|thumbprint|algorithm|alg) $/,
    undefined,
  ],
  [
    / (?:write|deploy|app|azure storage) key | writekey $| \w{2,}secret $| (?:hmac|signing|encryption|master|license)key $| x honeycomb team $| sessionid $/,
    { kind: 'secret', strength: 'strong' },
  ],
  [
    / (?:public|publishable|primary|foreign|partition|sort|cache|object|map|row|column|dictionary|hash|idempotency|routing|lookup|unique|shortcut|hot|index|i18n|translation|storage|query|react|message|record|group|dedupe|dedup|bucket|composite) key /,
    undefined,
  ],
  [
    / (?:next|prev|previous|page|paging|pagination|continuation|continue|cancellation|cancel|sync|cursor|stop|eos|bos|pad|unk|mask|special|start|end|max|min|num|total|n|per|reset|lock|design|syntax|current|first|last) (?:page )?token /,
    undefined,
  ],
  [/ (?:id|key id|keyid) $/, undefined],
  [
    / (?:\w*passwords?|pass words?|pass ?wd|passwd|pwd|pass ?phrases?|pass ?codes?|passwort|kennwort|contrasena|mot de passe|wachtwoord|senha|mnemonic|seed phrase|recovery (?:code|codes|phrase|key)|backup codes?|otp|totp|mfa code|cvv2?|cvc2?|security code|pin code|card pin) /,
    { kind: 'password', strength: 'strong' },
  ],
  [
    / (?:smtp|mail|imap|db|database|mysql|postgres|pg|redis|mongo|rabbitmq|ftp|ssh|user|admin|root|http|proxy|sudo|wifi|auth) pass $| (?:store|key)pass $|^ (?:mot de )?passe $|^ (?:(?:db|user|admin|root|my|smtp|ftp|ssh) )?pw $/,
    { kind: 'password', strength: 'strong' },
  ],
  [/ (?:proxy )?authorization /, { kind: 'authorization', strength: 'strong' }],
  [/ (?:set )?cookies? $| cookie header /, { kind: 'cookie', strength: 'strong' }],
  [
    / (?:ssn|social security(?: number| no)?|social insurance number|tax payer id|itin) $/,
    { kind: 'ssn', strength: 'strong' },
  ],
  [
    / (?:card|credit card|debit card|cc) (?:number|num|no) $| (?:creditcard|cardnumber|pan) $/,
    { kind: 'payment-card', strength: 'strong' },
  ],
  [
    / (?:phone|phones|mobile|telephone|tel|fax|cell|msisdn|whatsapp)(?: number| no| num)? $/,
    { kind: 'phone', strength: 'strong' },
  ],
  [
    / private ?key| (?:signing|encryption|decryption|master|ssh|rsa|hmac|wrapping|jwt|webhook|account|storage account|shared access|license|licence|subscription|service role|admin|root|ingestion|instrumentation|secret) key $/,
    { kind: 'secret', strength: 'strong' },
  ],
  [
    / (?:x )?(?:api|access|auth)(?: |)(?:keys?|secret|token)| (?:apikey|apitoken|accesskey|authkey|accountkey|secretkey|sharedaccesskey|authtoken|accesstoken|refreshtoken|clientsecret) /,
    { kind: 'api-key', strength: 'strong' },
  ],
  [
    / secrets? | secret$| credentials? $| connection string | conn str | dsn $| jwt $| bearer $/,
    { kind: 'secret', strength: 'strong' },
  ],
  [
    / x (?:amz|goog|oss|cos|ms) (?:signature|credential|security token) $/,
    { kind: 'secret', strength: 'strong' },
  ],
  // Models sign what they thought with thousands of characters; the signature of an address is short.
  [/ signature $/, { kind: 'secret', strength: 'weak', lengthMax: 100 }],
  [/^ token $/, { kind: 'secret', strength: 'strong', isJudged: true }],
  [
    / token $| tokens? secret | csrf | crumb | xsrf | gitlab session | sessid | phpsessid | jsessionid | connect sid | sas token | sonar login | contribsys | personal access token /,
    { kind: 'secret', strength: 'strong' },
  ],
  [/ (?:auth|pass|sig|key|keys|creds?|nonce|salt|pin|code|hash|sid) $/, { kind: 'secret', strength: 'weak' }],
];

/** `_auth=…` of an npm configuration is base64 of user and password. */
const NPM_AUTH: KeyMeaning = { kind: 'password', strength: 'strong' };
/** `cloudflare: "…"`, `groq = …` */
const ISSUER_ALONE: KeyMeaning = { kind: 'api-key', strength: 'weak' };
/** Names seen before; emptied when full, so that generated names cannot grow it without bound. */
const known = new Map<string, KeyMeaning>();
/** Stands for having no meaning, so that one look-up answers. */
const NOTHING: KeyMeaning = { kind: 'secret', strength: 'weak' };
const KNOWN_MAX = 2000;
const NAME_LENGTH_MAX = 128;

/**
 * Says whether a field of this name holds a secret, so that its whole value must be masked.
 *
 * Understands any spelling (`apiKey`, `API_KEY`, `x-api-key`, `gen_ai.request.headers.authorization`), and
 * knows that `max_tokens`, `password_policy` or `cacheKey` are harmless.
 * @param name - name of an attribute, header, field or variable
 * @returns true for names such as `authorization`, `password`, `client_secret`, `cookie`
 */
export function isSensitiveKey(name: string): boolean {
  const meaning = keyMeaning(name);
  return meaning?.strength === 'strong' && meaning.kind !== 'phone' && meaning.kind !== 'payment-card';
}

/** @returns what the name says about its value, undefined if nothing. @internal */
export function keyMeaning(name: string): KeyMeaning | undefined {
  const before = known.get(name);
  if (before !== undefined) return before === NOTHING ? undefined : before;
  const meaning = meaningOf(name.length > NAME_LENGTH_MAX ? name.slice(-NAME_LENGTH_MAX) : name);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(name, meaning ?? NOTHING);
  return meaning;
}

function meaningOf(name: string): KeyMeaning | undefined {
  if (name === '_auth') return NPM_AUTH;
  const words = ` ${wordsOf(name)} `;
  const found = meanings.find(([pattern]) => pattern.test(words));
  const isKey = / (?:key|pat|access|private) $/.test(words) && found?.[1]?.strength !== 'strong';
  // `facebook key` names a secret, `cache key` does not; the second kind is among the meanings.
  return isKey && (found === undefined || found[1] !== undefined) && namesIssuer(words)
    ? { kind: 'api-key', strength: 'strong' }
    : (found?.[1] ?? (found === undefined && isIssuer(words.trim()) ? ISSUER_ALONE : undefined));
}

/** `xApiKey`, `X-API-KEY` and `x.api_key` all become `x api key`. */
function wordsOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
}
