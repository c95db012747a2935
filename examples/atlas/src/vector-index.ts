/** The vector index: sqlite-vec inside Node's own SQLite, kept in a file and built once per corpus and model. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { observe } from '@sonde/observe';
import { load } from 'sqlite-vec';
import { type Corpus, type Passage, passagesOf } from './corpus.ts';
import { EMBEDDING_DIMENSIONS, type Embeddings } from './embeddings.ts';

/** A passage with its distance from the query: 0 is the same direction, 2 the opposite. */
export interface Hit extends Passage {
  readonly distance: number;
}

/** Finds passages by meaning. */
export interface VectorIndex {
  /** The `k` nearest passages, nearest first. */
  search(vector: Float32Array, k: number): readonly Hit[];
  close(): void;
}

const BATCH = 16;

/**
 * Opens the index, and builds it first when there is none for this corpus and model.
 *
 * @param directory - Where index files are kept.
 * @param onProgress - Told after every batch of a build.
 */
export async function openVectorIndex(
  corpus: Corpus,
  embeddings: Embeddings,
  directory: string,
  onProgress: (done: number, total: number) => void,
): Promise<VectorIndex> {
  const passages = corpus.countries.flatMap(passagesOf);
  const file = join(directory, `passages-${fingerprint(passages, embeddings.model)}.sqlite`);
  if (!existsSync(file)) await build(file, directory, { passages, embeddings, onProgress });
  const database = openDatabase(file, true);
  const nearest = database.prepare(
    `SELECT country, section, text, distance FROM passages WHERE vector MATCH ? AND k = ? ORDER BY distance`,
  );
  const search = (vector: Float32Array, k: number) => nearest.all(bytesOf(vector), k) as unknown as Hit[];
  return {
    search: observe.vector(search, { name: 'passages', attributes: { 'db.system.name': 'sqlite' } }),
    close: () => database.close(),
  };
}

async function build(
  file: string,
  directory: string,
  {
    passages,
    embeddings,
    onProgress,
  }: {
    passages: readonly Passage[];
    embeddings: Embeddings;
    onProgress: (done: number, total: number) => void;
  },
): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  const database = openDatabase(draft, false);
  database.exec(
    `CREATE VIRTUAL TABLE passages USING vec0(
      vector float[${EMBEDDING_DIMENSIONS}] distance_metric=cosine, +country text, +section text, +text text)`,
  );
  const insert = database.prepare(
    'INSERT INTO passages (vector, country, section, text) VALUES (?, ?, ?, ?)',
  );
  for (let at = 0; at < passages.length; at += BATCH) {
    const batch = passages.slice(at, at + BATCH);
    const vectors = await embeddings.embed(batch.map(({ text }) => text));
    for (const [index, { country, section, text }] of batch.entries())
      insert.run(bytesOf(vectors[index] ?? new Float32Array(EMBEDDING_DIMENSIONS)), country, section, text);
    onProgress(at + batch.length, passages.length);
  }
  database.close();
  // Renamed when it is whole: an interrupted build leaves nothing that looks like an index.
  renameSync(draft, file);
}

function openDatabase(file: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(file, { allowExtension: true, readOnly });
  load(database);
  return database;
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

function fingerprint(passages: readonly Passage[], model: string): string {
  return createHash('sha256')
    .update(JSON.stringify([model, passages]))
    .digest('hex')
    .slice(0, 16);
}
