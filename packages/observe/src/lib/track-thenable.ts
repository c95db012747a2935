/** Keeps an operation open until somebody has waited for a thenable that is more than a promise. */
import { context } from '@opentelemetry/api';
import type { Operation } from './operation.ts';
import { StreamChunks } from './stream-chunks.ts';

type Thenable = PromiseLike<unknown>;
type AnyMethod = (...values: unknown[]) => unknown;
/** Promises of clients that carry methods of their own do not go deeper. */
const CLASSES_MAX = 8;

/**
 * A thenable with methods of its own stays the same object. Its `then` is shadowed and not called: calling it would
 * run a lazy query twice, and mark a rejection as handled. The operation ends when the caller has waited for it, or for
 * what another method of a promise's subclass promises (`withResponse()`). One that nobody waits for is over when it is
 * collected.
 */
export function trackThenable(
  operation: Operation,
  thenable: Thenable,
  trackValue: (value: unknown) => unknown,
): Thenable {
  const life = new StreamChunks(operation);
  const settle = settleOnce(operation, life, trackValue);
  const original = thenable.then as AnyMethod;
  const shadowed = (onValue: unknown, onError: unknown): unknown => {
    const outer = context.active();
    const handOn = (callback: unknown, value: unknown): unknown =>
      context.with(outer, callback as AnyMethod, undefined, value);
    const settled = (value: unknown): unknown => {
      const tracked = settle.succeed(value);
      return typeof onValue === 'function' ? handOn(onValue, tracked) : tracked;
    };
    const failed = (error: unknown): unknown => {
      settle.fail(error);
      if (typeof onError === 'function') return handOn(onError, error);
      throw error;
    };
    return settle.within(() => context.with(operation.context, original, thenable, settled, failed));
  };
  put(thenable, 'then', shadowed);
  if (thenable instanceof Promise) shadowOwnMethods(operation, thenable, settle);
  life.endWith(thenable);
  return thenable;
}

interface Settle {
  readonly succeed: (value: unknown) => unknown;
  readonly fail: (error: unknown) => void;
  /** Runs a method of the thenable: what that calls of its own is a part of it. */
  readonly within: <T>(method: () => T) => T;
  readonly isWithin: () => boolean;
}

/** The first value goes on to be tracked: it may be a stream. */
function settleOnce(
  operation: Operation,
  life: StreamChunks,
  trackValue: (value: unknown) => unknown,
): Settle {
  let isSettled = false;
  let depth = 0;
  return {
    isWithin: () => depth > 0,
    within: (method) => {
      depth += 1;
      try {
        return method();
      } finally {
        depth -= 1;
      }
    },
    succeed: (value) => {
      if (isSettled) return value;
      isSettled = true;
      life.release();
      return trackValue(value);
    },
    fail: (error) => {
      isSettled = true;
      life.release();
      operation.fail(error);
    },
  };
}

/** Methods of the subclasses below `Promise`: what those promise tells as well that the work is done. */
function shadowOwnMethods(operation: Operation, promise: Promise<unknown>, settle: Settle): void {
  let prototype = Object.getPrototypeOf(promise) as object;
  for (let i = 0; i < CLASSES_MAX && prototype !== null && prototype !== Promise.prototype; i += 1) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (name === 'constructor' || name in Promise.prototype || Object.hasOwn(promise, name)) continue;
      const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (typeof method !== 'function') continue;
      put(promise, name, (...args: unknown[]) => {
        const run = () => context.with(operation.context, method as AnyMethod, promise, ...args);
        return settle.isWithin() ? run() : settledBy(settle.within(run), settle);
      });
    }
    prototype = Object.getPrototypeOf(prototype) as object;
  }
}

/** Continued, so that a rejection nobody handles stays unhandled. */
function settledBy(result: unknown, { succeed, fail }: Settle): unknown {
  if (!(result instanceof Promise) || result.constructor !== Promise) return result;
  return result.then(succeed, (error: unknown) => {
    fail(error);
    throw error;
  });
}

function put(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
