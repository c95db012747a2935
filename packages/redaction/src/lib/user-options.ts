/** Finds user and password behind an option of a command. */
import type { Finding } from './kinds.ts';
import { isSecretValue } from './secret-values.ts';

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

const PASSWORD = { kind: 'password', strength: 'strong' } as const;
const PASSWORD_OPTION = /-[pa](\s{1,2}|=)?["']?([^\s"']{4,128})/y;
/** Commands whose `-p` or `-a` is a password; a blank before it means something else to `mysql`. */
const COMMAND =
  /\b(?:sshpass|(?:docker|podman|helm registry|nerdctl|az|oc)(?: acr)? login|mongosh?|mongodump|mongorestore|redis-cli|(mysql|mysqldump|mysqladmin|mariadb))\b[^\n|;&]{0,200}$/;

/**
 * Gives the password behind the short option of a command, as in `sshpass -p …` or `mysql -p…`.
 * @internal
 * @param at - position of the hyphen
 */
export function commandPasswordAt(text: string, at: number): Finding | undefined {
  PASSWORD_OPTION.lastIndex = at;
  const [, blank, password = ''] = PASSWORD_OPTION.exec(text) ?? [];
  const command = password === '' ? null : COMMAND.exec(text.slice(Math.max(0, at - 240), at));
  if (command === null || (command[1] !== undefined && blank !== undefined)) return undefined;
  if ((text[at + 1] === 'a') !== /redis-cli/.test(command[0])) return undefined;
  if (/^[\d:./]+$|^[A-Za-z-]+$/.test(password) || !isSecretValue(password, PASSWORD, 'plain'))
    return undefined;
  const end = PASSWORD_OPTION.lastIndex;
  return { start: end - password.length, end, kind: 'password' };
}
