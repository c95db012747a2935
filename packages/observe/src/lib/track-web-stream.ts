/** Keeps an operation open until a web stream has been read to its end, was cancelled, or failed. */
import type { ReadableStream, ReadableStreamDefaultReader } from 'node:stream/web';
import { context } from '@opentelemetry/api';
import { isErrorLike } from './error-values.ts';
import type { Operation } from './operation.ts';
import { StreamChunks } from './stream-chunks.ts';

/** True for a web stream that can still be taken over: a locked one is somebody else's. */
export function isWebStream(value: object): value is ReadableStream<unknown> {
  return (
    Object.prototype.toString.call(value) === '[object ReadableStream]' && value instanceof streamClass()
  );
}

/** Loaded with the first web stream: importing it costs 3 ms of every start (Node 24). */
function streamClass(): typeof ReadableStream {
  return process.getBuiltinModule('node:stream/web').ReadableStream;
}

/**
 * A stream that hands on what the original one yields, as slowly as it is read, and of the same type: that of bytes can
 * be read into buffers of the caller. Whatever reads, tees, pipes or cancels it is seen.
 */
export function trackWebStream(
  operation: Operation,
  stream: ReadableStream<unknown>,
): ReadableStream<unknown> {
  const chunks = new StreamChunks(operation);
  const isBytes = isByteStream(stream);
  const reader = stream.getReader() as ReadableStreamDefaultReader<unknown>;
  const source = {
    pull: async (controller: Sink) => {
      const step = await context.with(operation.context, () => reader.read()).catch(chunks.rethrow);
      if (step.done) return close(controller, chunks);
      chunks.add(step.value);
      controller.enqueue(step.value);
    },
    cancel: (reason: unknown) => {
      if (isErrorLike(reason)) chunks.fail(reason);
      else chunks.end('return');
      return reader.cancel(reason);
    },
  };
  const Stream = streamClass();
  const tracked = isBytes
    ? new Stream({ ...source, type: 'bytes' } as never)
    : new Stream(source as never, { highWaterMark: 0 });
  chunks.endWith(tracked);
  return tracked as ReadableStream<unknown>;
}

interface Sink {
  enqueue(chunk: unknown): void;
  close(): void;
  readonly byobRequest?: { respond(bytesWritten: number): void } | null;
}

/** Who waits with a buffer of his own is answered that nothing comes. */
function close(controller: Sink, chunks: StreamChunks): void {
  controller.close();
  controller.byobRequest?.respond(0);
  chunks.end('done');
}

/** Only a stream of bytes gives such a reader. */
function isByteStream(stream: ReadableStream<unknown>): boolean {
  try {
    stream.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
