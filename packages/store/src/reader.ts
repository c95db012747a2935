/**
 * `TelemetryReader`: the one interface through which viewer, CLI, MCP server, analysis and alerts read what is
 * stored. Everything in it is plain JSON, so that a reader can be the store itself, the store's process behind IPC,
 * or a studio behind HTTP.
 */

export * from './lib/reader/queries.ts';
export {
  createReaderClient,
  type ReaderCall,
  type ReaderMethod,
  readerMethods,
} from './lib/reader/reader-client.ts';
export * from './lib/reader/records.ts';
export type { FollowEvent, ReadOptions, TelemetryReader } from './lib/reader/telemetry-reader.ts';
