/** Creating directories for the owner alone. */
import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a directory and those above it, mode 0700. The recursive mkdir of Node (24.21) never returns where the
 * parent exists and refuses children with ENOENT, as below /proc.
 *
 * @throws the system's error for the first directory that cannot be created.
 */
export function makeDirectory(directory: string): void {
  if (created(directory)) return;
  makeDirectory(dirname(directory));
  if (!created(directory)) throw new Error(`${directory} cannot be created where ${dirname(directory)} is`);
}

/**
 * A user may keep the directory elsewhere by a link of their own; one that another user put there would lead what is
 * written to wherever they like.
 *
 * @throws Error for a symbolic link of somebody other than this user and root.
 */
export function refuseForeignLink(directory: string): void {
  const found = lstatSync(directory, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() !== true || found.uid === 0 || found.uid === process.geteuid?.()) return;
  throw new Error(`${directory} is a symbolic link of another user (uid ${found.uid})`);
}

/** False when the directory above is missing. */
function created(directory: string): boolean {
  try {
    mkdirSync(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT' && dirname(directory) !== directory) return false;
    throw error;
  }
}
