/** The embedded store: a durable log of telemetry, an index beside it that can be rebuilt, and a reader over both. */
export type { SpoolCheckpoint } from './lib/index/arrival.ts';
export type { Durability } from './lib/owner/segment-log.ts';
export { openStore, type Store, type StoreOptions } from './lib/owner/store.ts';
export { type CopiedFrame, copiedFrame, type StoreEntry } from './lib/owner/store-entry.ts';
export type { StoreEvent } from './lib/owner/store-events.ts';
