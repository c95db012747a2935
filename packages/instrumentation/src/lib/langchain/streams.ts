/** Runs whose result is a stream: LangChain reports no end of those that their reader leaves by `break`. */
import { type Context, context, createContextKey } from '@opentelemetry/api';
import { ATTR_SONDE_STREAM_ENDED_BY } from '@sonde/conventions';
import { property } from '../foreign-value.ts';
import { runs } from './runs.ts';

type Method = (...args: unknown[]) => unknown;

interface StreamedRun {
  id: string | undefined;
}

// createContextKey is Symbol.for in OpenTelemetry's API: two copies of this package share the key.
const streamKey = createContextKey('sonde.langchain.stream');
/** Streams and their readers, and the run behind each. */
const streamed = new WeakMap<object, StreamedRun>();
/** A stream that is dropped without being left ends its run when it is collected. */
const dropped = new FinalizationRegistry<StreamedRun>(endLeft);

/** Context in which a stream is made; the first run that starts in it is the stream's own. */
export function contextForStream(parent: Context = context.active()): Context {
  return parent.setValue(streamKey, { id: undefined } satisfies StreamedRun);
}

/** Told of every run that starts. */
export function streamedRunStarted(id: string): void {
  const run = runOfContext();
  if (run !== undefined) run.id ??= id;
}

/** Takes a stream that was just made. LangGraph wraps it in another, which reads it by `getReader`. */
export function streamMade(stream: unknown, generator: unknown): void {
  const run = runOfContext();
  if (run === undefined || typeof stream !== 'object' || stream === null) return;
  streamed.set(stream, run);
  const getReader = property(stream, 'getReader') as Method;
  const value = (...args: unknown[]): unknown => {
    const reader = Reflect.apply(getReader, stream, args) as object;
    streamed.set(reader, run);
    return reader;
  };
  Object.defineProperty(stream, 'getReader', { value, configurable: true, writable: true });
  if (typeof generator === 'object' && generator !== null) dropped.register(generator, run);
}

/** Ends the run of a stream that its reader leaves; one that has ended by itself is gone by then. */
export function streamLeft(stream: unknown): void {
  const inner = property(stream, '_innerReader');
  const run =
    streamed.get(stream as object) ?? (inner === undefined ? undefined : streamed.get(inner as object));
  if (run !== undefined) endLeft(run);
}

function endLeft({ id }: StreamedRun): void {
  const operation = id === undefined ? undefined : runs.leave(id);
  operation?.setAttributes({ [ATTR_SONDE_STREAM_ENDED_BY]: 'return' });
  operation?.end();
}

function runOfContext(): StreamedRun | undefined {
  return context.active().getValue(streamKey) as StreamedRun | undefined;
}
