/** Keeps an operation open until the callback of Node's convention is called. */
import { context } from '@opentelemetry/api';
import type { Operation } from './operation.ts';

type Callback = (this: unknown, ...results: unknown[]) => unknown;

/**
 * The arguments with their last, a function, replaced by one that ends the operation and then calls it: in the caller's
 * context, since it is the caller's own code that goes on there.
 *
 * @returns undefined when the last argument is no function: such functions often return a promise then.
 */
export function withEndingCallback(operation: Operation, args: readonly unknown[]): unknown[] | undefined {
  const callback = args.at(-1);
  if (typeof callback !== 'function') return undefined;
  const outer = context.active();
  function ending(this: unknown, ...results: unknown[]): unknown {
    endBy(operation, results);
    return context.with(outer, callback as Callback, this, ...results);
  }
  // Some look at how many parameters it takes.
  Object.defineProperty(ending, 'length', { value: callback.length, configurable: true });
  return [...args.slice(0, -1), ending];
}

function endBy(operation: Operation, [error, ...results]: readonly unknown[]): void {
  if (operation.ended) return;
  if (error) return operation.fail(error);
  operation.setOutput(results.length > 1 ? results : results[0]);
  operation.end();
}
