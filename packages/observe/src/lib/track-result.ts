/** Keeps an operation open until its result has really ended: promise, generator, iterator or stream. */
import { EventEmitter, errorMonitor } from 'node:events';
import { ReadableStream, type Transformer, TransformStream } from 'node:stream/web';
import { context } from '@opentelemetry/api';
import type { Operation } from './operation.ts';
import { runtime } from './runtime.ts';
import { StreamChunks } from './stream-chunks.ts';
import { isGenerator, trackGenerator } from './track-generator.ts';

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

function trackWebStream(operation: Operation, stream: ReadableStream<unknown>): ReadableStream<unknown> {
  const chunks = new StreamChunks(operation);
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
