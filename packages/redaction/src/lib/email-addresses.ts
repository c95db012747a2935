/** Finds e-mail addresses, plain and percent-encoded. */
import { ALNUM, classOf, DOT, HYPHEN, UNDERSCORE } from './characters.ts';
import type { Finding } from './kinds.ts';

const LOCAL_LENGTH_MAX = 64;
const DOMAIN_LENGTH_MAX = 253;
/** Labels of Latin script, or of another one: in scripts without blanks the next word would follow. */
const DOMAIN =
  /^(?:(?:[A-Za-z0-9\u00c0-\u024f]|-(?=[A-Za-z0-9-]))+|[\u0370-\u1fff\u3041-\ufa6f]{1,63})(?:\.(?:(?:[A-Za-z0-9\u00c0-\u024f]|-(?=[A-Za-z0-9-]))+|[\u0370-\u1fff\u3041-\ufa6f]{1,63}))*/;
const TOP_LEVEL_DOMAIN = /^(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59}|[\u0370-\u1fff\u3041-\ufa6f]{1,24})$/;
/** What looks like a top-level domain and is none: endings of file names and of system units. */
const NO_TOP_LEVEL_DOMAIN = new Set(
  'png jpg jpeg gif svg webp avif ico css scss less js mjs cjs jsx ts tsx mts cts json yaml yml toml xml html htm txt log lock map wasm so dll exe jar war gz tgz tar zip service socket target timer slice mount scope local-only prototype'.split(
    ' ',
  ),
);
/** Users of version control over SSH: `git@github.com:owner/name`. */
const NO_PERSON = new Set(['git', 'hg', 'svn', 'gitlab', 'bitbucket', 'gitea', 'forgejo']);

/**
 * Gives the address around an at sign.
 * @internal
 * @param at - position of `@` or `%40`
 * @param signLength - 1 or 3
 * @param from - nothing before it may be looked at
 */
export function emailAt(text: string, at: number, signLength: number, from: number): Finding | undefined {
  const start = localStart(text, at, Math.max(from, at - LOCAL_LENGTH_MAX));
  if (start >= at || NO_PERSON.has(text.slice(start, at))) return undefined;
  if (text.startsWith('://', start - 3)) return undefined;
  const domainStart = at + signLength;
  const domain = DOMAIN.exec(text.slice(domainStart, domainStart + DOMAIN_LENGTH_MAX))?.[0];
  const topLevel = domain?.slice(domain.lastIndexOf('.') + 1).toLowerCase() ?? '';
  if (domain === undefined || topLevel.length === domain.length) return undefined;
  if (!TOP_LEVEL_DOMAIN.test(topLevel) || NO_TOP_LEVEL_DOMAIN.has(topLevel)) return undefined;
  return { start, end: domainStart + domain.length, kind: 'email' };
}

function localStart(text: string, at: number, limit: number): number {
  const quoted = quotedStart(text, at, limit);
  if (quoted !== undefined) return quoted;
  let start = at;
  while (start > limit && isLocal(text.charCodeAt(start - 1))) start -= 1;
  // In JSON text `\n` or `\t` may stand directly before the address.
  if (text[start - 1] === '\\' && /[nrt]/.test(text[start] ?? '') && at - start > 1) start += 1;
  // A local part begins with a letter, digit or underscore; `%3D` before it is an encoded `=`.
  const encoded = text.slice(start, at).lastIndexOf('%');
  if (encoded >= 0 && /^[0-9A-Fa-f]{2}/.test(text.slice(start + encoded + 1))) start += encoded + 3;
  while (
    start < at &&
    (classOf(text.charCodeAt(start)) & (ALNUM | UNDERSCORE)) === 0 &&
    text.charCodeAt(start) < 128
  )
    start += 1;
  return start;
}

/** RFC 5321 quoted string: `"jane doe"@example.org`, its quotes perhaps escaped. */
function quotedStart(text: string, at: number, limit: number): number | undefined {
  if (text[at - 1] !== '"') return undefined;
  let last = at - 2;
  while (text[last] === '\\' && at - last < 9) last -= 1;
  const opening = text.lastIndexOf('"', last);
  const inside = opening < limit ? '' : text.slice(opening + 1, last + 1);
  return /^[^"@:,{}[\]\n]{1,62}$/.test(inside) && !/^[\\\s]|\s$/.test(inside) ? opening : undefined;
}

function isLocal(code: number): boolean {
  if (code >= 0xc0) return code <= 0x1fff || (code >= 0x3041 && code <= 0xfa6f);
  if ((classOf(code) & (ALNUM | UNDERSCORE | HYPHEN | DOT)) !== 0) return true;
  return code === 43 || code === 37 || code === 39;
}
