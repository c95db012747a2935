/** `observe`: wraps functions so that every call is a span with its inputs at hand when something fails. */

import { context } from '@opentelemetry/api';
import type { OperationKind } from '@sonde/conventions';
import { type ObserveAllOptions, observeAll } from './observe-all.ts';
import { type Operation, type OperationSpec, startOperation } from './operation.ts';
import { type Scope, startScope } from './scope.ts';
import { trackResult } from './track-result.ts';
import { type AnyFunction, wrap } from './wrap.ts';

/** How a wrapped function is observed. */
export interface ObserveOptions extends Partial<Omit<OperationSpec, 'kind'>> {
  /** Name of the operation (the function's name). */
  readonly name?: string;
}

/**
 * Wraps a function; the result has the same type and behaviour. Sync stays sync; promises, generators and streams
 * keep the operation open to their real end. Errors are reported and thrown on unchanged.
 */
export type Wrap = <F extends AnyFunction>(fn: F, options?: ObserveOptions) => F;

/** All ways to observe. */
export interface Observe extends Readonly<Record<OperationKind, Wrap>> {
  /**
   * Observes every function of an object, each under its key. A plain object is copied; an instance of a class stays the
   * same object and has its methods shadowed, inherited ones included. Accessors, classes, functions under symbols and
   * what is observed already stay as they are.
   *
   * @example
   * const files = observe.all({ read, write }, { prefix: 'files' });
   */
  all<T extends object>(toolbox: T, options?: ObserveAllOptions): T;
  /**
   * Runs a callback as an operation (kind `span`, unless the spec says otherwise).
   *
   * @example
   * await observe.run('load corpus', async () => readCorpus());
   */
  run<T>(what: string | OperationSpec, callback: (operation: Operation | undefined) => T): T;
  /**
   * Starts an operation that ends with a block (kind `span`, unless the spec says otherwise). What is called in the block
   * becomes a child only inside `scope.run`, and an error that leaves the block is known only by it or `scope.fail`.
   *
   * @example
   * using scope = observe.scope('load corpus');
   * const corpus = scope.run(() => readCorpus());
   */
  scope(what: string | OperationSpec): Scope;
}

/** Wraps and runs functions as observed operations. */
export const observe: Observe = {
  tool: wrapAs('tool'),
  llm: wrapAs('llm'),
  embeddings: wrapAs('embeddings'),
  retrieval: wrapAs('retrieval'),
  vector: wrapAs('vector'),
  memory: wrapAs('memory'),
  agent: wrapAs('agent'),
  workflow: wrapAs('workflow'),
  step: wrapAs('step'),
  stage: wrapAs('stage'),
  graph: wrapAs('graph'),
  span: wrapAs('span'),
  all: observeAll,
  run,
  scope: startScope,
};

function wrapAs(kind: OperationKind): Wrap {
  return (fn, options = {}) => wrap(fn, { ...options, kind, name: options.name ?? (fn.name || 'anonymous') });
}

function run<T>(what: string | OperationSpec, callback: (operation: Operation | undefined) => T): T {
  const operation = startOperation(typeof what === 'string' ? { kind: 'span', name: what } : what);
  if (operation === undefined) return callback(undefined);
  try {
    return trackResult(operation, context.with(operation.context, callback, undefined, operation));
  } catch (error) {
    operation.fail(error);
    throw error;
  }
}
