/** Finds user and password behind an option of a command. */
import type { Finding } from './kinds.ts';

const USER_OPTION = /(?:-u|--user)[\s=]{0,2}["']?([^\s"':]{0,64}:[^\s"']{1,128}|[^\s"':]{1,64}:(?=["']))/y;

/**
 * Gives the credentials of `curl -u user:password`.
 * @internal
 * @param at - position of the first hyphen
 */
export function userOptionSecretAt(text: string, at: number): Finding | undefined {
  if (/\S/.test(text.charAt(at - 1))) return undefined;
  USER_OPTION.lastIndex = at;
  const pair = USER_OPTION.exec(text)?.[1];
  if (pair === undefined || /^\d+:\d+$|^[$<{]|:[$<{]/.test(pair)) return undefined;
  if (!/\b(?:curl|wget|https?)\b/.test(text.slice(Math.max(0, at - 300), at))) return undefined;
  return { start: USER_OPTION.lastIndex - pair.length, end: USER_OPTION.lastIndex, kind: 'password' };
}
