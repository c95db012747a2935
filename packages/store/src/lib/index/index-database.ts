/** The ordered key-value file under the index: LMDB behind the few operations the index needs. */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { afterPrefix } from './keys.ts';

/** One entry of a range. */
export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Which keys, in which order. */
export interface Range {
  /** First key, included. */
  readonly from: Buffer;
  /** End, not included. */
  readonly to: Buffer;
  /** Highest key first (false). */
  readonly reverse?: boolean;
}

/** Asked between the chunks of a scan; it throws when the scan has to end. */
export interface ScanBudget {
  turn(): Promise<void>;
}

const entriesPerChunk = 512;

/** All keys under a prefix. */
export function under(prefix: Buffer): Range {
  return { from: prefix, to: afterPrefix(prefix) };
}

/** An open index file. Values are bytes, so that any version and any process can read them. */
export class IndexDatabase {
  readonly #root: RootDatabase<Buffer, Buffer>;
  readonly #directory: string;

  /** @param directory - Made when it is missing. */
  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#directory = directory;
    this.#root = open<Buffer, Buffer>({
      path: directory,
      keyEncoding: 'binary',
      encoding: 'binary',
      // Commits are synchronous and grouped by the indexer; the log is the truth, so nothing waits for a flush.
      overlappingSync: false,
      noMemInit: false,
      pageSize: 8_192,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.#root.get(key);
  }

  has(key: Buffer): boolean {
    return this.#root.doesExist(key);
  }

  put(key: Buffer, value: Buffer): void {
    this.#root.putSync(key, value);
  }

  remove(key: Buffer): void {
    this.#root.removeSync(key);
  }

  getJson<T>(key: Buffer): T | undefined {
    const value = this.#root.get(key);
    return value && (JSON.parse(value.toString()) as T);
  }

  putJson(key: Buffer, value: unknown): void {
    this.#root.putSync(key, Buffer.from(JSON.stringify(value)));
  }

  /** Runs an action whose writes become visible together, or not at all when it throws. */
  transaction(action: () => void): void {
    this.#root.transactionSync(action);
  }

  /** Entries of a range, at once. */
  entries({ from, to, reverse = false }: Range, limit?: number): readonly Entry[] {
    const bounds = reverse
      ? { start: to, end: from, reverse, exclusiveStart: true, inclusiveEnd: true }
      : { start: from, end: to };
    const range = this.#root.getRange(limit === undefined ? bounds : { ...bounds, limit });
    return [...range];
  }

  /** Keys of a range, counted. */
  count({ from, to }: Range): number {
    return this.#root.getKeysCount({ start: from, end: to });
  }

  /** Entries of a range in chunks; between them other work goes on and the budget may end the scan. */
  async *scan(range: Range, budget: ScanBudget): AsyncGenerator<readonly Entry[]> {
    let rest = range;
    for (;;) {
      const chunk = this.entries(rest, entriesPerChunk);
      if (chunk.length > 0) yield chunk;
      const last = chunk.at(-1);
      if (chunk.length < entriesPerChunk || !last) return;
      await budget.turn();
      rest = range.reverse ? { ...rest, to: last.key } : { ...rest, from: afterKey(last.key) };
    }
  }

  sizeBytes(): number {
    return statSync(join(this.#directory, 'data.mdb')).size;
  }

  close(): Promise<void> {
    return this.#root.close();
  }
}

function afterKey(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}
