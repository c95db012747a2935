/** Keeps an operation open until its result has really ended: promise, generator, iterator or stream. */
import type { Operation } from './operation.ts';
import { runtime } from './runtime.ts';
import { isAsyncIterable, isIterator, trackAsyncIterable, trackIterator } from './track-iterator.ts';
import { isNodeStream, trackEmitter, trackNodeStream } from './track-node-stream.ts';
import { trackThenable } from './track-thenable.ts';
import { isWebStream, trackWebStream } from './track-web-stream.ts';

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
    return trackThenable(operation, result as PromiseLike<unknown>, (value) => trackResult(operation, value));
  const { endsOn } = operation.spec;
  if (endsOn?.length === 0) return succeed(operation, result);
  if (endsOn !== undefined) return trackEmitter(operation, result, endsOn);
  if (isIterator(result)) return trackIterator(operation, result);
  if (isWebStream(result)) return trackWebStream(operation, result);
  if (isNodeStream(result)) return trackNodeStream(operation, result);
  if (isAsyncIterable(result)) return trackAsyncIterable(operation, result);
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
