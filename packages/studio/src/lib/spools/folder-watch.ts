/** Hears of changes in folders. Only shortens the wait: whoever watches polls as well. */
import { type FSWatcher, watch } from 'node:fs';

// Each watch takes one of the user's inotify watches; beyond this the poll has to do.
const watchesMax = 512;

/** Watches a changing set of folders. */
export class FolderWatch {
  readonly #onChange: (directory: string) => void;
  readonly #watchers = new Map<string, FSWatcher>();

  /** @param onChange - Told which folder changed. */
  constructor(onChange: (directory: string) => void) {
    this.#onChange = onChange;
  }

  /** Watches one folder more; what cannot be watched is left to the poll. */
  add(directory: string): void {
    if (this.#watchers.has(directory) || this.#watchers.size >= watchesMax) return;
    try {
      const watcher = watch(directory, { persistent: false }, () => this.#onChange(directory));
      watcher.on('error', () => this.remove(directory));
      this.#watchers.set(directory, watcher);
    } catch {
      // out of watches, or the folder is gone
    }
  }

  remove(directory: string): void {
    this.#watchers.get(directory)?.close();
    this.#watchers.delete(directory);
  }

  close(): void {
    for (const directory of this.#watchers.keys()) this.remove(directory);
  }
}
