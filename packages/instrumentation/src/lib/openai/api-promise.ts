/**
 * Watches an `APIPromise` without ever calling its public `then`: that reads the response body, which only one
 * reader may do. Instead the two parts it is made of, the promise of the HTTP response and the function that reads
 * it, are replaced on the instance by ones that also tell the call.
 */
import { property } from '../foreign-value.ts';
import type { ModelCall } from './call.ts';
import { isClientStream, watchStream } from './stream.ts';

type Read = (this: unknown, ...args: unknown[]) => unknown;

type Transform = (value: unknown, ...rest: unknown[]) => unknown;

interface ApiPromise {
  responsePromise: Promise<unknown>;
  parseResponse: Read;
  asResponse: () => Promise<unknown>;
  _thenUnwrap: (transform: Transform) => ApiPromise;
}

/** A promise that is dropped unread ends its call when it is collected. */
const unread = new FinalizationRegistry<ModelCall>((call) => call.abandon());

/**
 * Lets the call end with the outcome of what a client's method returned.
 *
 * @returns The same object; only a plain promise, which no version of the client returns, is continued.
 */
export function watchResult(call: ModelCall, result: unknown): unknown {
  if (isApiPromise(result)) {
    new Watch(call).watch(result);
    unread.register(result, call);
  } else if (result instanceof Promise && result.constructor === Promise) return continued(call, result);
  else call.abandon();
  return result;
}

function continued(call: ModelCall, promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      finish(call, value);
      return value;
    },
    (error: unknown) => {
      call.fail(error);
      throw error;
    },
  );
}

function isApiPromise(value: unknown): value is ApiPromise {
  return (
    property(value, 'responsePromise') instanceof Promise &&
    ['parseResponse', 'asResponse', '_thenUnwrap'].every(
      (name) => typeof property(value, name) === 'function',
    )
  );
}

class Watch {
  readonly #call: ModelCall;
  #reading = false;
  #finished = false;

  constructor(call: ModelCall) {
    this.#call = call;
  }

  /** Watches a promise and, as they are made, those derived from it by `parse` and the like. */
  watch(promise: ApiPromise): void {
    // A continuation, not a listener: a rejection that nobody handles has to stay unhandled.
    promise.responsePromise = promise.responsePromise.then(undefined, this.#rethrow);
    this.#watchReading(promise);
    this.#watchRaw(promise);
    this.#watchDerived(promise);
  }

  #watchReading(promise: ApiPromise): void {
    const read = promise.parseResponse;
    promise.parseResponse = (...args) => {
      this.#reading = true;
      return Promise.resolve(Reflect.apply(read, promise, args)).then(this.#finish, this.#rethrow);
    };
  }

  /** Who asks for the raw response reads the body without us; the call ends with the response's arrival. */
  #watchRaw(promise: ApiPromise): void {
    const { asResponse } = promise;
    hide(promise, 'asResponse', async (): Promise<unknown> => {
      const response = await Reflect.apply(asResponse, promise, []);
      // A turn later, because `withResponse` and `await promise` after this one start reading in the same turn.
      setImmediate(() => this.#reading || this.#call.abandon());
      return response;
    });
  }

  /**
   * From version 7.57 on a derived promise shares neither part with the one it comes from, so that the value is
   * taken from the transformation between them.
   */
  #watchDerived(promise: ApiPromise): void {
    const derive = promise._thenUnwrap;
    hide(promise, '_thenUnwrap', (transform: Transform): ApiPromise => {
      // From now on the derived promise is the one that somebody has to handle.
      promise.responsePromise.catch(() => {});
      const seen: Transform = (value, ...rest) => transform(this.#finish(value), ...rest);
      const derived = Reflect.apply(derive, promise, [seen]) as ApiPromise;
      if (isApiPromise(derived)) this.watch(derived);
      return derived;
    });
  }

  /** The first value is the one that was read; those of derived promises come later. */
  readonly #finish = (value: unknown): unknown => {
    if (!this.#finished) finish(this.#call, value);
    this.#finished = true;
    return value;
  };

  readonly #rethrow = (error: unknown): never => {
    this.#call.fail(error);
    throw error;
  };
}

function finish(call: ModelCall, value: unknown): void {
  if (isClientStream(value)) watchStream(call, value);
  else call.complete(value);
}

function hide(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
}
