/** An operation that lasts as long as a block: `using scope = observe.scope('load')`. */
import { context } from '@opentelemetry/api';
import { type Operation, type OperationSpec, startOperation } from './operation.ts';

/**
 * An operation that ends when its block does. A block does not tell its end why it is left, so an error is known to the
 * scope only when it leaves {@link Scope.run} or is given to {@link Scope.fail}.
 */
export class Scope implements Disposable, AsyncDisposable {
  /** The operation; undefined when nothing observes. */
  readonly operation: Operation | undefined;
  /** What made the scope fail, in a box, because anything can be thrown. */
  #failure: { readonly error: unknown; readonly isFinal: boolean } | undefined;

  constructor(operation: Operation | undefined) {
    this.operation = operation;
  }

  /**
   * Runs a function inside the scope: what is observed in it becomes a child. An error that leaves it is thrown on, and
   * fails the scope, unless a later `run` succeeds.
   *
   * @returns What the function returns; a promise is continued.
   */
  run<T>(fn: () => T): T {
    if (this.operation === undefined) return fn();
    try {
      const result = context.with(this.operation.context, fn);
      if (result instanceof Promise && result.constructor === Promise) return this.#settled(result) as T;
      return this.#succeed(result);
    } catch (error) {
      return this.#throwOn(error);
    }
  }

  /** Makes the operation end as a failure when the scope ends; the first call counts. */
  fail(error: unknown): void {
    if (this.#failure?.isFinal !== true) this.#failure = { error, isFinal: true };
  }

  [Symbol.dispose](): void {
    if (this.#failure === undefined) this.operation?.end();
    else this.operation?.fail(this.#failure.error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
  }

  #settled<T>(result: Promise<T>): Promise<T> {
    return result.then(
      (value) => this.#succeed(value),
      (error: unknown) => this.#throwOn(error),
    );
  }

  #succeed<T>(value: T): T {
    if (this.#failure?.isFinal === false) this.#failure = undefined;
    return value;
  }

  #throwOn(error: unknown): never {
    if (this.#failure?.isFinal !== true) this.#failure = { error, isFinal: false };
    throw error;
  }
}

/** Starts an operation that ends with the scope (kind `span`, unless the spec says otherwise). */
export function startScope(what: string | OperationSpec): Scope {
  return new Scope(startOperation(typeof what === 'string' ? { kind: 'span', name: what } : what));
}
