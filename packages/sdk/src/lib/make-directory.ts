/** Creating directories for the owner alone. */
import { mkdirSync } from 'node:fs';
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
