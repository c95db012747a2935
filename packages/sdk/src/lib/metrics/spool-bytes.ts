/** How much of a disk a directory takes. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of the files in a directory, without those in directories below; files that go meanwhile do not count. */
export function directoryBytes(directory: string): number | undefined {
  try {
    return readdirSync(directory).reduce((sum, name) => sum + fileBytes(join(directory, name)), 0);
  } catch {
    return undefined;
  }
}

function fileBytes(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : 0;
}
