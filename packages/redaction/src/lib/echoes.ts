/**
 * Finds further places at which a secret stands that was found once.
 *
 * A message often repeats a secret where nothing announces it: `token = 'x7…' was refused: x7… is unknown`.
 */

/** A stretch of text to be masked. @internal */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** Secrets that are looked for again; a text with more is a list, and repeats none. */
const SECRETS_MAX = 16;
/** Shorter or wordlike ones stand in other texts by chance. */
const LENGTH_MIN = 8;
const LENGTH_MAX = 512;
const ECHOES_MAX = 1000;

/**
 * Gives the stretches together with their repetitions, in order; the longer of two that begin together comes first.
 * @internal
 */
export function withEchoes(text: string, found: readonly Stretch[]): readonly Stretch[] {
  const secrets = new Map<string, string>();
  for (const { start, end, kind } of found) {
    if (secrets.size >= SECRETS_MAX) break;
    if (kind !== 'too-slow' && end - start >= LENGTH_MIN && end - start <= LENGTH_MAX) {
      const secret = text.slice(start, end);
      if (/\d/.test(secret)) secrets.set(secret, kind);
    }
  }
  return [...found, ...echoesOf(text, secrets)].sort((a, b) => a.start - b.start || b.end - a.end);
}

function echoesOf(text: string, secrets: ReadonlyMap<string, string>): Stretch[] {
  const echoes: Stretch[] = [];
  for (const [secret, kind] of secrets) {
    let start = text.indexOf(secret);
    while (start >= 0 && echoes.length < ECHOES_MAX) {
      echoes.push({ start, end: start + secret.length, kind });
      start = text.indexOf(secret, start + secret.length);
    }
  }
  return echoes;
}
