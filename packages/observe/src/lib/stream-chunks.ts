/** What a streamed result yielded so far, and ending its operation with it. */
import { ATTR_SONDE_STREAM_CHUNKS, ATTR_SONDE_STREAM_ENDED_BY } from '@sonde/conventions';
import { errorType } from './error-values.ts';
import type { Operation } from './operation.ts';
import { runtime } from './runtime.ts';

/** One step of a generator. */
export type StreamStep = IteratorResult<unknown, unknown>;

/** How a stream ended. */
export type StreamEnd = 'done' | 'return' | 'throw' | 'abort' | 'gc';

/** Chunks of a stream kept for its captured output. */
const CHUNKS_KEPT_MAX = 100;

/** What outlives a stream that nobody finished: neither the stream nor its chunks, which could lead back to it. */
interface Progress {
  readonly operation: Operation;
  chunksCount: number;
  /** `performance.now()` at the last chunk, or when the stream was handed over, in ms. */
  lastMs: number;
}

const unfinished = new FinalizationRegistry<Progress>(endAbandoned);

/** Counts and keeps chunks; ends the operation with the stream. */
export class StreamChunks {
  readonly #progress: Progress;
  readonly #operation: Operation;
  readonly #kept: unknown[] = [];

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#progress = { operation, chunksCount: 0, lastMs: operation.startedMs };
  }

  /** Ends the operation when the stream is collected before its end; nothing here keeps it from that. */
  endWith(stream: object): void {
    this.#progress.lastMs = performance.now();
    unfinished.register(stream, this.#progress, this.#progress);
  }

  /** Takes {@link endWith} back: what goes on is another object. */
  release(): void {
    unfinished.unregister(this.#progress);
  }

  add(chunk: unknown): void {
    this.#operation.markFirstChunk();
    this.#progress.chunksCount += 1;
    this.#progress.lastMs = performance.now();
    if (this.#kept.length < CHUNKS_KEPT_MAX) this.#kept.push(chunk);
  }

  step(step: StreamStep, method: 'next' | 'return' | 'throw'): StreamStep {
    if (!step.done) this.add(step.value);
    else this.end(method === 'next' ? 'done' : method);
    return step;
  }

  end(endedBy: StreamEnd): void {
    if (this.#operation.ended) return;
    this.#close(endedBy);
    this.#operation.setOutput(this.#kept);
    this.#operation.end();
  }

  fail(error: unknown): void {
    if (this.#operation.ended) return;
    this.#close(errorType(error) === 'AbortError' ? 'abort' : 'throw');
    this.#operation.fail(error);
  }

  readonly rethrow = (error: unknown): never => {
    this.fail(error);
    throw error;
  };

  #close(endedBy: StreamEnd): void {
    unfinished.unregister(this.#progress);
    markEnd(this.#progress, endedBy);
  }
}

/** The time until the collection says nothing of the operation: it ends with what it did last. */
function endAbandoned(progress: Progress): void {
  if (progress.operation.ended) return;
  try {
    markEnd(progress, 'gc');
    progress.operation.end(progress.lastMs);
  } catch (error) {
    runtime.onInternalError('end abandoned stream', error);
  }
}

function markEnd({ operation, chunksCount }: Progress, endedBy: StreamEnd): void {
  operation.setAttributes({
    [ATTR_SONDE_STREAM_CHUNKS]: chunksCount,
    [ATTR_SONDE_STREAM_ENDED_BY]: endedBy,
  });
}
