/** Tails all spools of a home into the store. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FramePosition } from '@sonde/otlp/segments';
import type { SpoolFigures } from '../app/about.ts';
import { FolderWatch } from './folder-watch.ts';
import { listSpoolKeys, readSpoolFolder, spoolRoot } from './spool-folder.ts';
import { type SpoolPiece, type SpoolSink, SpoolSource } from './spool-source.ts';

/** What a tail needs. */
export interface SpoolTailOptions {
  readonly home: string;
  /** How far each spool is copied, by key, as the store knows. */
  readonly checkpoints: ReadonlyMap<string, FramePosition>;
  readonly sink: SpoolSink;
  /** Told once of each spool that cannot be read, and of each kind of failure to copy. */
  readonly warn: (message: string) => void;
}

const pollMs = 500;
// Long enough to gather a burst of writes, short enough to look immediate.
const gatherMs = 20;
// One spool's share of a round, and all of it: what is in memory at one time.
const turnMaxBytes = 1024 * 1024;
const roundMaxBytes = 16 * 1024 * 1024;
const spoolsMax = 4_096;

/** Copies from every spool, a bounded piece at a time, until closed. */
export class SpoolTail {
  readonly #options: SpoolTailOptions;
  readonly #root: string;
  /** By directory. */
  readonly #sources = new Map<string, SpoolSource>();
  readonly #due = new Set<SpoolSource>();
  /** Keys of spools that are delivered to an endpoint; what a spool is for does not change. */
  #elsewhere = new Set<string>();
  readonly #watch = new FolderWatch((directory) => this.#changed(directory));
  readonly #figures = {
    copiedCount: 0,
    copiedBytes: 0,
    removedCount: 0,
    damagedBytes: 0,
    caughtUpCount: 0,
    failureCount: 0,
  };
  #wake: () => void = () => {};
  #polledMs = Number.NEGATIVE_INFINITY;
  #searchDue = true;
  #closed = false;
  #running: Promise<void> | undefined;

  constructor(options: SpoolTailOptions) {
    this.#options = options;
    this.#root = spoolRoot(options.home);
  }

  get figures(): SpoolFigures {
    return { tailedCount: this.#sources.size, ...this.#figures };
  }

  start(): void {
    makeWatchable(this.#root);
    this.#running ??= this.#run();
  }

  /** Stops after the pieces that are being copied. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
    this.#watch.close();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      this.#pollIfDue();
      if (this.#searchDue) await this.#search();
      await this.#round();
      if (this.#due.size > 0) {
        await nextTurn();
        continue;
      }
      this.#figures.caughtUpCount += 1;
      await this.#sleep(this.#polledMs + pollMs - performance.now());
    }
  }

  #pollIfDue(): void {
    if (performance.now() - this.#polledMs < pollMs) return;
    this.#polledMs = performance.now();
    this.#searchDue = true;
    for (const source of this.#sources.values()) this.#due.add(source);
  }

  async #search(): Promise<void> {
    this.#searchDue = false;
    this.#watch.add(this.#root);
    const keys = await listSpoolKeys(this.#root);
    this.#elsewhere = new Set(keys.filter((key) => this.#elsewhere.has(key)));
    for (const key of keys) {
      if (this.#sources.has(join(this.#root, key)) || this.#elsewhere.has(key)) continue;
      if (this.#sources.size >= spoolsMax) {
        this.#options.warn(`More than ${spoolsMax} spools; the rest waits.`);
        return;
      }
      await this.#open(key);
    }
  }

  async #open(key: string): Promise<void> {
    this.#watch.add(dirname(join(this.#root, key)));
    const folder = await readSpoolFolder(this.#root, key);
    if (folder === 'elsewhere') this.#elsewhere.add(key);
    if (folder === 'elsewhere' || folder === undefined) return;
    const source = new SpoolSource(folder, this.#options.checkpoints.get(key), this.#options.sink);
    this.#sources.set(folder.directory, source);
    this.#due.add(source);
    this.#watch.add(folder.directory);
  }

  /** Gives every due spool one turn, as far as the round's bytes reach. */
  async #round(): Promise<void> {
    const copies: Promise<void>[] = [];
    let leftBytes = roundMaxBytes;
    const due = Array.from(this.#due); // it grows meanwhile
    for (const source of due) {
      if (leftBytes <= 0) break; // those left stay due, and come first in the next round
      this.#due.delete(source);
      const piece = this.#read(source);
      if (!piece) continue;
      copies.push(this.#finish(source, piece));
      leftBytes -= piece.readBytes;
      if (piece.readBytes > 0) await nextTurn(); // requests are answered in between
    }
    await Promise.all(copies);
  }

  #read(source: SpoolSource): SpoolPiece | undefined {
    try {
      return source.read(turnMaxBytes);
    } catch (error) {
      this.#failed(source, error);
      return undefined;
    }
  }

  async #finish(source: SpoolSource, piece: SpoolPiece): Promise<void> {
    try {
      const { state, tornBytes } = await source.finish(piece);
      this.#figures.copiedCount += piece.frames.length;
      this.#figures.copiedBytes += piece.readBytes;
      this.#figures.damagedBytes += piece.damagedBytes + tornBytes;
      if (state === 'more') this.#due.add(source);
      if (state === 'removed') this.#removed(source);
    } catch (error) {
      this.#failed(source, error);
    }
  }

  #removed({ folder }: SpoolSource): void {
    this.#figures.removedCount += 1;
    this.#sources.delete(folder.directory);
    this.#watch.remove(folder.directory);
  }

  /** The next poll tries again; until then the other spools go on. */
  #failed({ folder }: SpoolSource, error: unknown): void {
    this.#figures.failureCount += 1;
    this.#options.warn(`Copying from ${folder.directory} failed: ${(error as Error).message}`);
  }

  #changed(directory: string): void {
    const source = this.#sources.get(directory);
    if (source) this.#due.add(source);
    else this.#searchDue = true;
    setTimeout(() => this.#wake(), gatherMs).unref();
  }

  #sleep(forMs: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, forMs));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** New spools are heard of at once when the folder is there from the beginning. */
function makeWatchable(root: string): void {
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
  } catch {
    // read-only home: the poll finds what others put there
  }
}
