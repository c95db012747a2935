/** How what arrives is appended to the store, and what the store's mishaps mean to the user. */
import { copiedFrame, type Store, type StoreEvent } from '@sonde/store';
import type { ReceivedBody } from './receiver/otlp-receiver.ts';
import type { SpoolBatch } from './spools/spool-source.ts';

/** Appends a request as it was received; resolves when it is durable. */
export function appendReceived(store: Store, received: ReceivedBody): Promise<void> {
  return store.append([{ type: 'request', ...received }]);
}

/** Appends a piece of a spool together with the checkpoint behind it; resolves when both are durable. */
export function appendBatch(store: Store, { folder, frames, end }: SpoolBatch): Promise<void> {
  const { segment, offset } = end;
  return store.append([
    {
      type: 'copy',
      frames: frames.map(copiedFrame).filter((frame) => frame !== undefined),
      checkpoint: { spool: folder.key, segment, offset },
    },
  ]);
}

/** Says in one sentence what happened in the store. Restarts of one kind give one text. */
export function describeStoreEvent(event: StoreEvent): string {
  switch (event.type) {
    case 'index-exit':
      return `The index process ended (${event.signal ?? `exit code ${event.code}`}) and was started again.`;
    case 'index-quarantined':
      return `The index was damaged and is rebuilt from the log; the damaged one is in ${event.directory}.`;
    case 'index-failure':
      return `The index could not be written: ${event.message}`;
    case 'write-failure':
      return `The store could not be written: ${event.error.message}`;
  }
}
