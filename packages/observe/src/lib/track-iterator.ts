/** Keeps an operation open until its iterator has ended, or is out of reach: generators, and whatever is iterated like one. */
import { context } from '@opentelemetry/api';
import type { Operation } from './operation.ts';
import { StreamChunks, type StreamStep } from './stream-chunks.ts';

type Method = 'next' | 'return' | 'throw';
type AnyIterator = { [M in Method]?: (...values: unknown[]) => StreamStep | PromiseLike<StreamStep> };

/** True for an iterator that is its own iterable, sync or async: generators, iterator helpers, `map.values()`, … */
export function isIterator(value: object): boolean {
  if (typeof (value as { next?: unknown }).next !== 'function') return false;
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

/** True for what can only be iterated by `for await`: the streams of model clients are such. */
export function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === 'function';
}

/**
 * Shadows `next`, `return` and `throw` on the iterator itself, so that the caller keeps the same object. Each step
 * runs in the operation's context: the body of an async generator otherwise runs in its consumer's. One that
 * nobody iterates to its end is over when it is collected.
 */
export function trackIterator<T extends object>(operation: Operation, iterator: T): T {
  const chunks = new StreamChunks(operation);
  shadowSteps(operation, iterator as AnyIterator, chunks);
  chunks.endWith(iterator);
  return iterator;
}

/** The iterable stays the same object: the first iterator that it hands out ends the operation. */
export function trackAsyncIterable<T extends AsyncIterable<unknown>>(operation: Operation, iterable: T): T {
  const chunks = new StreamChunks(operation);
  const original = iterable[Symbol.asyncIterator];
  let isFirst = true;
  const shadowed = (): AsyncIterator<unknown> => {
    try {
      const iterator = context.with(operation.context, () => Reflect.apply(original, iterable, []));
      if (isFirst) shadowSteps(operation, iterator as object as AnyIterator, chunks);
      isFirst = false;
      return iterator;
    } catch (error) {
      return chunks.rethrow(error);
    }
  };
  Object.defineProperty(iterable, Symbol.asyncIterator, {
    value: shadowed,
    configurable: true,
    writable: true,
  });
  chunks.endWith(iterable);
  return iterable;
}

/** What the iterator does not have, its consumer does not find either. */
function shadowSteps(operation: Operation, iterator: AnyIterator, chunks: StreamChunks): void {
  for (const method of ['next', 'return', 'throw'] as const) {
    const original = iterator[method];
    if (typeof original !== 'function') continue;
    const shadowed = (...values: unknown[]): StreamStep | PromiseLike<StreamStep> => {
      try {
        const step = context.with(operation.context, () => Reflect.apply(original, iterator, values));
        return isThenable(step)
          ? step.then((done) => chunks.step(done, method), chunks.rethrow)
          : chunks.step(step, method);
      } catch (error) {
        return chunks.rethrow(error);
      }
    };
    Object.defineProperty(iterator, method, { value: shadowed, configurable: true, writable: true });
  }
}

function isThenable(step: StreamStep | PromiseLike<StreamStep>): step is PromiseLike<StreamStep> {
  return typeof (step as { then?: unknown }).then === 'function';
}
