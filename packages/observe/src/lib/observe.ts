/** `observe`: wraps functions so that every call is a span with its inputs at hand when something fails. */

import { context } from '@opentelemetry/api';
import type { OperationKind } from '@sonde/conventions';
import { composeChain, interceptorsRevision, type Next } from './interceptors.ts';
import { type Operation, type OperationSpec, startOperation } from './operation.ts';
import { trackResult } from './track-result.ts';

/** How a wrapped function is observed. */
export interface ObserveOptions extends Partial<Omit<OperationSpec, 'kind'>> {
  /** Name of the operation (the function's name). */
  readonly name?: string;
}

type AnyFunction = (...args: never[]) => unknown;

/**
 * Wraps a function; the result has the same type and behaviour. Sync stays sync; promises, generators and streams
 * keep the operation open to their real end. Errors are reported and thrown on unchanged.
 */
export type Wrap = <F extends AnyFunction>(fn: F, options?: ObserveOptions) => F;

/** All ways to observe. */
export interface Observe extends Readonly<Record<OperationKind, Wrap>> {
  /**
   * Runs a callback as an operation (kind `span`, unless the spec says otherwise).
   *
   * @example
   * await observe.run('load corpus', async () => readCorpus());
   */
  run<T>(what: string | OperationSpec, callback: (operation: Operation | undefined) => T): T;
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
  run,
};

function wrapAs(kind: OperationKind): Wrap {
  return (fn, options = {}) => wrap(fn, { ...options, kind, name: options.name ?? (fn.name || 'anonymous') });
}

function wrap<F extends AnyFunction>(fn: F, spec: OperationSpec): F {
  let chain: Next | undefined;
  let revision = -1;
  function observed(this: unknown, ...args: unknown[]): unknown {
    const operation = startOperation(spec);
    if (operation === undefined) return Reflect.apply(fn, this, args);
    const current = interceptorsRevision();
    if (revision !== current) {
      revision = current;
      chain = composeChain(spec.kind, fn);
    }
    operation.setInput(inputOf(args));
    try {
      return trackResult(
        operation,
        chain === undefined ? inside(operation, fn, this, args) : intercepted(operation, chain, this, args),
      );
    } catch (error) {
      operation.fail(error);
      throw error;
    }
  }
  return Object.defineProperties(observed, Object.getOwnPropertyDescriptors(fn)) as unknown as F;
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

function inside(operation: Operation, fn: AnyFunction, self: unknown, args: unknown[]): unknown {
  return context.with(operation.context, fn as (...args: unknown[]) => unknown, self, ...args);
}

function intercepted(operation: Operation, chain: Next, self: unknown, args: unknown[]): unknown {
  const { kind, name } = operation.spec;
  return context.with(operation.context, () => chain({ kind, name, self, args, operation }));
}

/** One argument is the input itself, several are a list. */
function inputOf(args: readonly unknown[]): unknown {
  return args.length > 1 ? args : args[0];
}
