/** A `TelemetryReader` over any transport that can carry one request and one answer, or a stream of events. */
import type { FollowQuery } from './queries.ts';
import type { FollowEvent, ReadOptions, TelemetryReader } from './telemetry-reader.ts';

/** Methods that answer once. Transports expose exactly these names. */
export const readerMethods = [
  'traces',
  'trace',
  'spans',
  'span',
  'logs',
  'events',
  'errorGroups',
  'errors',
  'latencyFindings',
  'sessions',
  'overview',
  'series',
  'status',
] as const satisfies readonly (keyof TelemetryReader)[];

/** Name of a method that answers once. */
export type ReaderMethod = (typeof readerMethods)[number];

/** Carries one call to wherever the reader is. */
export type ReaderCall = (method: ReaderMethod, query: unknown, options: ReadOptions) => Promise<unknown>;

/** Carries a follow. */
export type ReaderFollow = (
  query: FollowQuery,
  options: { readonly signal: AbortSignal },
) => AsyncIterable<FollowEvent>;

/**
 * Makes a reader of a transport.
 *
 * @param call - Answers one call; its errors are passed on unchanged.
 * @param follow - Streams events.
 */
export function createReaderClient(call: ReaderCall, follow: ReaderFollow): TelemetryReader {
  const methods = readerMethods.map((method) => [
    method,
    (query: unknown = {}, options: ReadOptions = {}) => call(method, query, options),
  ]);
  return { ...Object.fromEntries(methods), follow } as TelemetryReader;
}
