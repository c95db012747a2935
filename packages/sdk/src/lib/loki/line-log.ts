/**
 * Lines that are not at their receiver yet, on disk: JSON in files of 4 MB that go when all in them is delivered, so
 * that nothing is lost however the process ends. Another process takes over what a dead one left.
 */
import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessAlive, ownIdentity } from '@sonde/otlp/segments';
import { makeDirectory } from '../make-directory.ts';
import type { LokiEntry } from './loki-entry.ts';

const FILE_BYTES_MAX = 4 * 1_024 * 1_024;
/** `<pid>-<start ms>-<log>.<number>.jsonl`; the scope of the pid is not known from outside a container. */
const fileName = /^(\d+)-(\d+)-\d+\.(\d+)\.jsonl$/;
let logCount = 0;

/** The files of one outlet of this process. */
export class LineLog {
  readonly #directory: string;
  readonly #prefix: string;
  #file: number | undefined;
  #number = 0;
  #sizeBytes = 0;
  #firstKept = 1;

  /** @throws the system's error when the directory cannot be written. */
  constructor(directory: string) {
    makeDirectory(directory);
    this.#directory = directory;
    const { pid, startTimeMs } = ownIdentity();
    this.#prefix = `${pid}-${startTimeMs}-${(logCount += 1)}`;
  }

  /**
   * Writes entries.
   *
   * @returns Number of the file that holds them.
   * @throws the system's error.
   */
  append(entries: readonly LokiEntry[]): number {
    if (this.#file === undefined || this.#sizeBytes >= FILE_BYTES_MAX) this.#openNext();
    const bytes = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    let written = 0;
    while (written < bytes.length) written += writeSync(this.#file ?? 0, bytes, written);
    this.#sizeBytes += bytes.length;
    return this.#number;
  }

  /** Removes the files before a number; with none, all of them. */
  dropBefore(number: number | undefined): void {
    const end = number ?? this.#number + 1;
    for (; this.#firstKept < end; this.#firstKept += 1) rmSync(this.#path(this.#firstKept), { force: true });
    if (number === undefined) this.close();
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** Entries that dead processes left, by the number that their file has now: it is this process's. */
  takeOver(): { readonly entries: readonly LokiEntry[]; readonly number: number }[] {
    this.close();
    return deadFiles(this.#directory).flatMap((name) => {
      const number = this.#number + 1;
      try {
        // Only one of two processes can rename it.
        renameSync(join(this.#directory, name), this.#path(number));
        this.#number = number;
        return [{ entries: entriesIn(this.#path(number)), number }];
      } catch {
        return [];
      }
    });
  }

  #openNext(): void {
    this.close();
    this.#number += 1;
    this.#sizeBytes = 0;
    this.#file = openSync(this.#path(this.#number), 'a', 0o600);
  }

  #path(number: number): string {
    return join(this.#directory, `${this.#prefix}.${number}.jsonl`);
  }
}

function deadFiles(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => {
      const match = fileName.exec(name);
      return match !== null && !isProcessAlive({ pid: Number(match[1]), startTimeMs: Number(match[2]) });
    })
    .sort();
}

/** A last line that is torn is left out. */
function entriesIn(file: string): LokiEntry[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as LokiEntry];
      } catch {
        return [];
      }
    });
}
