/** Files of one's own in a place where others may write too: a link that somebody put there is never followed. */
import { appendFileSync, closeSync, constants, openSync, rmSync, writeFileSync } from 'node:fs';

const MODE = 0o600;

const APPEND_FLAGS =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_APPEND |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0);

/**
 * Appends to a file, mode 0600.
 *
 * @throws the system's error, ELOOP for a link.
 */
export function appendToOwnFile(file: string, text: string): void {
  const fd = openSync(file, APPEND_FLAGS, MODE);
  try {
    appendFileSync(fd, text);
  } finally {
    closeSync(fd);
  }
}

/**
 * Creates a file, mode 0600, in the place of whatever is there; a link goes, its target stays.
 *
 * @returns The open file.
 * @throws the system's error
 */
export function createOwnFile(file: string): number {
  try {
    return openSync(file, 'wx', MODE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(file);
    return openSync(file, 'wx', MODE);
  }
}

/**
 * Creates a file with this content, likewise.
 *
 * @throws the system's error
 */
export function writeOwnFile(file: string, content: string | Uint8Array): void {
  const options = { mode: MODE, flag: 'wx' };
  try {
    writeFileSync(file, content, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(file);
    writeFileSync(file, content, options);
  }
}
