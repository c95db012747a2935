/** Finds secrets in percent-encoded JSON. */
import type { Finding } from './kinds.ts';
import { isSecretValue } from './secret-values.ts';
import { keyMeaning } from './sensitive-keys.ts';

const NAME_LENGTH_MAX = 64;
const ENCODED_NAME = /%22([\w.-]{2,64})%22$/;
const ENCODED_VALUE = /%3A(?:%20|\+)?%22((?:[^%\s"'&<>]|%(?!22)[0-9A-Fa-f]{2}){1,1000})/iy;

/**
 * Gives the secret in percent-encoded JSON, as in `%22apiKey%22%3A%22…%22`.
 * @internal
 * @param at - position of `%3A`
 */
export function encodedSecretAt(text: string, at: number, from: number): Finding | undefined {
  const name = ENCODED_NAME.exec(text.slice(Math.max(from, at - NAME_LENGTH_MAX - 3), at))?.[1];
  const meaning = name === undefined ? undefined : keyMeaning(name);
  ENCODED_VALUE.lastIndex = at;
  const value = meaning === undefined ? undefined : ENCODED_VALUE.exec(text)?.[1];
  if (meaning === undefined || value === undefined) return undefined;
  const plain = value.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  if (!isSecretValue(plain, meaning, 'quoted')) return undefined;
  const end = ENCODED_VALUE.lastIndex;
  return { start: end - value.length, end, kind: meaning.kind };
}
