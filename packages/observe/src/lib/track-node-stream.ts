/** Keeps an operation open until a stream of Node, or whatever tells its end by events, is over. */
import { EventEmitter, errorMonitor } from 'node:events';
import { errorType, read } from './error-values.ts';
import type { Operation } from './operation.ts';
import { StreamChunks } from './stream-chunks.ts';

/** What a stream of Node says of itself. */
interface StreamState {
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableFinished?: boolean;
  readonly readable?: boolean;
  readonly errored?: unknown;
  push?: (chunk: unknown, ...rest: unknown[]) => boolean;
}

type NodeStream = EventEmitter & StreamState;

const listenedTo = new WeakSet<object>();

/** True for readable, writable and duplex streams. */
export function isNodeStream(value: object): value is NodeStream {
  return value instanceof EventEmitter && typeof (value as { pipe?: unknown }).pipe === 'function';
}

/**
 * Listens by `errorMonitor`, so that an error nobody handles still ends the process as it would have. A stream that
 * is over emits nothing any more, and one that is returned again and again must not gather listeners.
 */
export function trackNodeStream(operation: Operation, stream: NodeStream): NodeStream {
  if (stream.errored) operation.fail(stream.errored);
  else if (isOver(stream) || listenedTo.has(stream)) operation.end();
  else listen(operation, stream);
  return stream;
}

/** Keeps the operation open until one of the events; a result that emits none ends it at once. */
export function trackEmitter<T>(operation: Operation, emitter: T, endsOn: readonly string[]): T {
  const end = () => operation.end();
  if (emitter instanceof EventEmitter) {
    emitter.once(errorMonitor, (error: unknown) => operation.fail(error));
    for (const event of endsOn) emitter.once(event, end);
  } else if (emitter instanceof EventTarget) {
    const fail = (event: Event) => operation.fail((event as { error?: unknown }).error ?? event);
    emitter.addEventListener('error', fail, { once: true });
    for (const event of endsOn) emitter.addEventListener(event, end, { once: true });
  } else operation.end();
  return emitter;
}

/** One that can only be written to is over when it has taken everything. */
function isOver({ destroyed, readable, readableEnded, writableFinished }: NodeStream): boolean {
  return (
    destroyed === true || readableEnded === true || (readable === undefined && writableFinished === true)
  );
}

function listen(operation: Operation, stream: NodeStream): void {
  listenedTo.add(stream);
  const chunks = new StreamChunks(operation);
  countPushed(stream, chunks);
  stream.once(errorMonitor, (error: unknown) => (isLeft(error) ? chunks.end('return') : chunks.fail(error)));
  stream.once('end', () => chunks.end('done'));
  if (typeof stream.push !== 'function') stream.once('finish', () => chunks.end('done'));
  stream.once('close', () => chunks.end('return'));
  chunks.endWith(stream);
}

/** Node destroys a stream that `for await` leaves by an AbortError; one that a signal aborts has its reason as cause. */
function isLeft(error: unknown): boolean {
  return errorType(error) === 'AbortError' && read(error, 'cause') === undefined;
}

/** A listener for `data` would set the stream flowing: what its source pushes is counted instead. */
function countPushed(stream: NodeStream, chunks: StreamChunks): void {
  const { push } = stream;
  if (typeof push !== 'function') return;
  const shadowed = (chunk: unknown, ...rest: unknown[]): boolean => {
    if (chunk !== null) chunks.add(chunk);
    return Reflect.apply(push, stream, [chunk, ...rest]) as boolean;
  };
  Object.defineProperty(stream, 'push', { value: shadowed, configurable: true, writable: true });
}
