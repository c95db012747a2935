/** The secret behind login cookies: kept in the home, so that a browser stays signed in when the studio starts again. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 24;
const keyShape = /^[\w-]{32}$/;

/**
 * Reads the key of a home, or makes one. Whoever can read the file can read the store as well.
 *
 * @param home - Home directory; its `run` folder exists.
 * @returns A key of 192 bits; one for this run only when the home cannot be written.
 */
export function sessionKey(home: string): string {
  const file = join(home, 'run', 'session.key');
  const known = read(file);
  if (known !== undefined) return known;
  const made = randomBytes(KEY_BYTES).toString('base64url');
  try {
    writeFileSync(file, made, { mode: 0o600, flag: 'wx' });
  } catch {
    return read(file) ?? made;
  }
  return made;
}

function read(file: string): string | undefined {
  try {
    const key = readFileSync(file, 'utf8');
    return keyShape.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
}
