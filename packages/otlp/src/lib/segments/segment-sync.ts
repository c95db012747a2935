/** Makes written segments durable, off the thread that appends. */
import { open } from 'node:fs/promises';
import { segmentFile } from './segment-files.ts';
import { SegmentWriteError } from './segment-write-error.ts';

/**
 * Syncs the files of one writer. It opens them anew, so that a file may be sealed and closed while its sync runs; an
 * fdatasync reaches the data of the file, whoever wrote it.
 */
export class SegmentSync {
  readonly #directory: string;
  #firstUnsynced: number;
  #entriesSyncedTo = 0;

  constructor(directory: string, firstSegment: number) {
    this.#directory = directory;
    this.#firstUnsynced = firstSegment;
  }

  /**
   * Returns when everything that is written now, up to segment `last`, is on the disk.
   *
   * @throws SegmentWriteError
   */
  async upTo(last: number): Promise<void> {
    try {
      for (let number = this.#firstUnsynced; number <= last; number++) {
        await syncPath(segmentFile(this.#directory, number), 'r+');
      }
      if (this.#entriesSyncedTo < last) await syncPath(this.#directory, 'r');
    } catch (cause) {
      throw new SegmentWriteError(`sync of ${this.#directory}: ${(cause as Error).message}`, {}, 0, cause);
    }
    this.#firstUnsynced = Math.max(this.#firstUnsynced, last);
    this.#entriesSyncedTo = Math.max(this.#entriesSyncedTo, last);
  }
}

/** A segment that was drained and removed needs no sync; Windows cannot sync a directory and needs not. */
const harmless: ReadonlySet<string | undefined> = new Set(['ENOENT', 'EISDIR', 'EPERM']);

async function syncPath(path: string, mode: 'r' | 'r+'): Promise<void> {
  try {
    await using handle = await open(path, mode);
    await handle.datasync();
  } catch (error) {
    if (!harmless.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}
