/** Watches a streamed response while its consumer reads it; the stream itself stays the object it was. */
import { context } from '@opentelemetry/api';
import { runtime } from '@sonde/observe';
import { property } from '../foreign-value.ts';
import { type Accumulator, accumulate } from './accumulate.ts';
import type { ModelCall } from './call.ts';

type Step = IteratorResult<unknown, unknown>;
type Method = (...values: unknown[]) => Promise<Step>;

/** The client's `Stream`: everything it offers (iteration, `tee`, `toReadableStream`) asks `iterator()`. */
export interface ClientStream {
  iterator: () => AsyncIterator<unknown>;
  readonly controller?: AbortController;
}

/** Streams nobody reads, and iterators nobody reads on: the call ends when they are collected. */
const abandoned = new FinalizationRegistry<{ abandon(): void }>((reader) => reader.abandon());

/** True for a stream of the client. */
export function isClientStream(value: unknown): value is ClientStream {
  return typeof property(value, 'iterator') === 'function' && typeof property(value, 'tee') === 'function';
}

/** Lets the call end when the stream does: read to its end, left by `break`, aborted, failed, or never read. */
export function watchStream(call: ModelCall, stream: ClientStream): void {
  const iterate = stream.iterator;
  abandoned.register(stream, call, call);
  stream.iterator = function iterator(this: unknown): AsyncIterator<unknown> {
    const source = context.with(call.context, () => Reflect.apply(iterate, stream, []));
    // From here on the iterator is what has to stay alive: a loop keeps no reference to its stream.
    abandoned.unregister(call);
    return call.ended ? source : watchIterator(call, source, stream.controller);
  };
}

function watchIterator(
  call: ModelCall,
  source: AsyncIterator<unknown>,
  controller: AbortController | undefined,
): AsyncIterator<unknown> {
  const reader = new Reader(call, controller);
  abandoned.register(source, reader);
  for (const method of ['next', 'return', 'throw'] as const) {
    const original = source[method] as Method | undefined;
    if (original === undefined) continue;
    const watched: Method = (...values) =>
      reader.watch(method, () =>
        context.with(call.context, () => Reflect.apply(original, source, values) as Promise<Step>),
      );
    Object.defineProperty(source, method, { value: watched, configurable: true, writable: true });
  }
  return source;
}

class Reader {
  readonly #call: ModelCall;
  readonly #controller: AbortController | undefined;
  readonly #accumulator: Accumulator;
  #chunks = 0;

  constructor(call: ModelCall, controller: AbortController | undefined) {
    this.#call = call;
    this.#controller = controller;
    this.#accumulator = accumulate(call.api);
  }

  /** `return` ends the call before the source does: the client aborts its request when a stream is left. */
  watch(method: 'next' | 'return' | 'throw', step: () => Promise<Step>): Promise<Step> {
    if (method === 'return') this.#end('return');
    return step().then(
      (result) => {
        if (result.done) this.#finish();
        else this.#add(result.value);
        return result;
      },
      (error: unknown) => {
        this.#call.failStream(this.#accumulator.response(), this.#chunks, error);
        throw error;
      },
    );
  }

  /** The consumer stopped reading without leaving the loop properly. */
  abandon(): void {
    this.#end('return');
  }

  #add(chunk: unknown): void {
    this.#chunks += 1;
    this.#call.firstChunk();
    try {
      this.#accumulator.add(chunk);
    } catch (error) {
      runtime.onInternalError('openai chunk', error);
    }
  }

  /** The client ends an aborted stream without an error; here it is one. */
  #finish(): void {
    const signal = this.#controller?.signal;
    if (!signal?.aborted) return this.#end('done');
    this.#call.failStream(this.#accumulator.response(), this.#chunks, abortError(signal));
  }

  #end(endedBy: 'done' | 'return'): void {
    this.#call.completeStream(this.#accumulator.response(), this.#chunks, endedBy);
  }
}

function abortError(signal: AbortSignal): unknown {
  const { reason } = signal;
  return reason instanceof Error ? reason : new DOMException('The stream was aborted.', 'AbortError');
}
