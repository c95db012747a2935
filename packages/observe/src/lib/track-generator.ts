/** Keeps an operation open until its generator has ended, or is out of reach. */
import { context } from '@opentelemetry/api';
import type { Operation } from './operation.ts';
import { StreamChunks, type StreamStep } from './stream-chunks.ts';

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;

/** True for what a generator function, sync or async, returns. */
export function isGenerator(value: object): value is AnyGenerator {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Generator]' || tag === '[object AsyncGenerator]';
}

/**
 * Shadows `next`, `return` and `throw` on the generator itself, so that the caller keeps the same object. Each step
 * runs in the operation's context: the body of an async generator otherwise runs in its consumer's. One that
 * nobody iterates to its end is over when it is collected.
 */
export function trackGenerator(operation: Operation, generator: AnyGenerator): AnyGenerator {
  const chunks = new StreamChunks(operation);
  const shadow = (method: 'next' | 'return' | 'throw') => {
    const original = generator[method] as (value: unknown) => StreamStep | Promise<StreamStep>;
    const shadowed = (...values: [unknown]): StreamStep | Promise<StreamStep> => {
      try {
        const step = context.with(
          operation.context,
          () => Reflect.apply(original, generator, values) as StreamStep | Promise<StreamStep>,
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
  chunks.endWith(generator);
  return generator;
}
