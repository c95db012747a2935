/** Keeps an operation open until its result has really ended: promise, generator, iterator or stream. */
import { EventEmitter, errorMonitor } from 'node:events';
import { ReadableStream, type Transformer, TransformStream } from 'node:stream/web';
import { context } from '@opentelemetry/api';
import { ATTR_SONDE_STREAM_CHUNKS, ATTR_SONDE_STREAM_ENDED_BY } from '@sonde/conventions';
import type { Operation } from './operation.ts';
import { runtime } from './runtime.ts';

/** Chunks of a stream kept for its captured output. */
const CHUNKS_KEPT_MAX = 100;

/**
 * Ends the operation when the result has ended.
 *
 * @returns The result: the same object, but for native promises and web streams, which are continued.
 */
export function trackResult<T>(operation: Operation, result: T): T {
  try {
    return track(operation, result) as T;
  } catch (error) {
    runtime.onInternalError('track result', error);
    operation.end();
    return result;
  }
}

function track(operation: Operation, result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return succeed(operation, result);
  if (result instanceof Promise && result.constructor === Promise) return trackPromise(operation, result);
  if (typeof (result as { then?: unknown }).then === 'function')
    return trackThenable(operation, result as PromiseLike<unknown>);
  if (isGenerator(result)) return trackGenerator(operation, result);
  if (result instanceof ReadableStream) return trackWebStream(operation, result);
  if (isNodeStream(result)) return trackNodeStream(operation, result);
  return succeed(operation, result);
}

function succeed<T>(operation: Operation, value: T): T {
  operation.setOutput(value);
  operation.end();
  return value;
}

/** The continuation is what the caller gets, so that a rejection nobody handles stays unhandled. */
function trackPromise(operation: Operation, promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => trackResult(operation, value),
    (error: unknown) => {
      operation.fail(error);
      throw error;
    },
  );
}

/**
 * A thenable with methods of its own stays the same object. Its `then` is shadowed and not called: calling it would
 * run a lazy query twice, and mark a rejection as handled. The operation ends when the caller has waited for it.
 */
function trackThenable(operation: Operation, thenable: PromiseLike<unknown>): unknown {
  const original = Reflect.get(thenable, 'then') as (...callbacks: unknown[]) => unknown;
  const shadowed = (onValue: unknown, onError: unknown): unknown => {
    const outer = context.active();
    const handOn = (callback: unknown, value: unknown): unknown =>
      context.with(outer, callback as (value: unknown) => unknown, undefined, value);
    const settled = (value: unknown): unknown => {
      if (!operation.ended) succeed(operation, value);
      return typeof onValue === 'function' ? handOn(onValue, value) : value;
    };
    const failed = (error: unknown): unknown => {
      operation.fail(error);
      if (typeof onError === 'function') return handOn(onError, error);
      throw error;
    };
    return context.with(operation.context, original, thenable, settled, failed);
  };
  // oxlint-disable-next-line unicorn/no-thenable -- it is one already
  Object.defineProperty(thenable, 'then', { value: shadowed, configurable: true, writable: true });
  return thenable;
}

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;
type Step = IteratorResult<unknown, unknown>;

function isGenerator(value: object): value is AnyGenerator {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Generator]' || tag === '[object AsyncGenerator]';
}

/**
 * Shadows `next`, `return` and `throw` on the generator itself, so that the caller keeps the same object. Each step
 * runs in the operation's context: the body of an async generator otherwise runs in its consumer's.
 */
function trackGenerator(operation: Operation, generator: AnyGenerator): AnyGenerator {
  const chunks = new Chunks(operation);
  const shadow = (method: 'next' | 'return' | 'throw') => {
    const original = generator[method] as (value: unknown) => Step | Promise<Step>;
    const shadowed = (...values: [unknown]): Step | Promise<Step> => {
      try {
        const step = context.with(
          operation.context,
          () => Reflect.apply(original, generator, values) as Step | Promise<Step>,
        );
        return step instanceof Promise
          ? step.then((done) => chunks.step(done, method), chunks.rethrow)
          : chunks.step(step, method);
      } catch (error) {
        return chunks.rethrow(error);
      }
    };
    Object.defineProperty(generator, method, { value: shadowed, configurable: true, writable: true });
  };
  shadow('next');
  shadow('return');
  shadow('throw');
  return generator;
}

function trackWebStream(operation: Operation, stream: ReadableStream<unknown>): ReadableStream<unknown> {
  const chunks = new Chunks(operation);
  const transformer: Transformer<unknown, unknown> & { cancel: (reason: unknown) => void } = {
    transform: (chunk, controller) => {
      chunks.add(chunk);
      controller.enqueue(chunk);
    },
    flush: () => chunks.end('done'),
    // Called for a cancelled reader and for an error of the source alike; only the latter is an Error.
    cancel: (reason) => (reason instanceof Error ? operation.fail(reason) : chunks.end('return')),
  };
  return stream.pipeThrough(new TransformStream(transformer));
}

/** What a stream of Node says of itself. */
interface StreamState {
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly errored?: unknown;
}

function isNodeStream(value: object): value is EventEmitter & StreamState {
  return value instanceof EventEmitter && typeof (value as { pipe?: unknown }).pipe === 'function';
}

const listenedTo = new WeakSet<object>();

/**
 * Listens by `errorMonitor`, so that an error nobody handles still ends the process as it would have. A stream that
 * is over emits nothing any more, and one that is returned again and again must not gather listeners.
 */
function trackNodeStream(operation: Operation, stream: EventEmitter & StreamState): EventEmitter {
  if (stream.errored) operation.fail(stream.errored);
  else if (stream.destroyed || stream.readableEnded || listenedTo.has(stream)) operation.end();
  else listen(operation, stream);
  return stream;
}

function listen(operation: Operation, stream: EventEmitter): void {
  listenedTo.add(stream);
  stream.once(errorMonitor, (error: unknown) => operation.fail(error));
  stream.once('end', () => operation.end());
  stream.once('close', () => operation.end());
}

/** What a stream yielded so far. */
class Chunks {
  readonly #operation: Operation;
  readonly #kept: unknown[] = [];
  #count = 0;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  add(chunk: unknown): void {
    this.#operation.markFirstChunk();
    this.#count += 1;
    if (this.#kept.length < CHUNKS_KEPT_MAX) this.#kept.push(chunk);
  }

  step(step: Step, method: 'next' | 'return' | 'throw'): Step {
    if (!step.done) this.add(step.value);
    else this.end(method === 'next' ? 'done' : method);
    return step;
  }

  end(endedBy: 'done' | 'return' | 'throw'): void {
    if (this.#operation.ended) return;
    this.#operation.setAttributes({
      [ATTR_SONDE_STREAM_CHUNKS]: this.#count,
      [ATTR_SONDE_STREAM_ENDED_BY]: endedBy,
    });
    this.#operation.setOutput(this.#kept);
    this.#operation.end();
  }

  readonly rethrow = (error: unknown): never => {
    this.#operation.setAttributes({
      [ATTR_SONDE_STREAM_CHUNKS]: this.#count,
      [ATTR_SONDE_STREAM_ENDED_BY]: 'throw',
    });
    this.#operation.fail(error);
    throw error;
  };
}
