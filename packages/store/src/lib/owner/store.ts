/** The store as its owner sees it: append, read, close. */
import { join } from 'node:path';
import type { SpoolCheckpoint } from '../index/arrival.ts';
import { createReaderClient } from '../reader/reader-client.ts';
import type { TelemetryReader } from '../reader/telemetry-reader.ts';
import { ChildSupervisor } from './child-supervisor.ts';
import { followEvents } from './follow.ts';
import { takeOwnership } from './ownership.ts';
import { type IndexedCheckpoints, latestCheckpoints } from './read-checkpoints.ts';
import { type Durability, SegmentLog } from './segment-log.ts';
import type { StoreEntry } from './store-entry.ts';
import type { StoreEvent } from './store-events.ts';

/** How a store is opened. */
export interface StoreOptions {
  /** Directory of the store; made when it is missing. */
  readonly directory: string;
  /** When an append counts as done ('batch'). */
  readonly durability?: Durability;
  /** Size at which a segment of the log is sealed, in bytes (64 MiB). */
  readonly segmentBytesMax?: number;
  /** Told what went wrong and what was done about it (nobody). */
  readonly onEvent?: (event: StoreEvent) => void;
}

/** An open store. This process is its only owner; others read through it. */
export interface Store {
  /**
   * Appends entries in this order and resolves when they are durable.
   *
   * @throws SondeError STORE_UNWRITABLE: the disk is full or failing. Nothing has to be done but to try again; the
   *   store goes on by itself when there is room.
   */
  append(entries: readonly StoreEntry[]): Promise<void>;
  /** Reads what is stored; what was just appended becomes visible some milliseconds later. */
  readonly reader: TelemetryReader;
  /** Latest checkpoint of every spool that was ever copied, by its name. */
  checkpoints(): Promise<ReadonlyMap<string, SpoolCheckpoint>>;
  /** Resolves when everything appended so far can be read. */
  indexed(): Promise<void>;
  /** Process id of the index process, for diagnostics; undefined while it restarts. */
  readonly indexPid: number | undefined;
  /** Makes everything durable, ends the index process and gives the directory free. Safe to call twice. */
  close(): Promise<void>;
}

const segmentBytesMaxDefault = 64 * 1024 * 1024;
/** How long the index may take to tell its checkpoints before the log is read from its beginning. */
const checkpointsDeadlineMs = 5_000;

/**
 * Opens a store and becomes its owner.
 *
 * @example
 * const store = await openStore({ directory: '/var/lib/sonde/store' });
 * await store.append([{ type: 'request', signal: 'traces', encoding: 'protobuf', body }]);
 * const { items } = await store.reader.traces({ onlyErrors: true });
 * await store.close();
 *
 * @throws SondeError STORE_IN_USE when another process owns it; DIRECTORY_UNWRITABLE
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { directory, durability = 'batch', segmentBytesMax = segmentBytesMaxDefault } = options;
  const onEvent = options.onEvent ?? (() => undefined);
  const directories = {
    log: join(directory, 'log'),
    index: join(directory, 'index'),
    quarantine: join(directory, 'quarantine'),
  };
  const giveBack = takeOwnership(directory);
  let supervisor: ChildSupervisor | undefined;
  try {
    const log = new SegmentLog({
      directory: directories.log,
      durability,
      segmentBytesMax,
      onCommit: () => supervisor?.nudge(),
      onFailure: (error) => onEvent({ type: 'write-failure', error }),
    });
    supervisor = new ChildSupervisor(directories, onEvent);
    return storeOf(log, supervisor, directories.log, giveBack);
  } catch (error) {
    giveBack();
    throw error;
  }
}

function storeOf(
  log: SegmentLog,
  supervisor: ChildSupervisor,
  directory: string,
  giveBack: () => void,
): Store {
  let closing: Promise<void> | undefined;
  return {
    append: (entries) => log.append(entries),
    reader: createReaderClient(
      (method, query, options) => supervisor.call(method, query, options),
      (query, { signal }) => followEvents(supervisor, query, signal),
    ),
    checkpoints: () => readCheckpoints(log, supervisor, directory),
    indexed: async () => {
      log.flush();
      if (log.position) await supervisor.indexed(log.position);
    },
    get indexPid() {
      return supervisor.pid;
    },
    close: () => {
      closing ??= closeAll(log, supervisor, giveBack);
      return closing;
    },
  };
}

async function closeAll(log: SegmentLog, supervisor: ChildSupervisor, giveBack: () => void): Promise<void> {
  try {
    await log.close();
  } finally {
    await supervisor.stop();
    giveBack();
  }
}

async function readCheckpoints(log: SegmentLog, supervisor: ChildSupervisor, directory: string) {
  log.flush();
  const known = await supervisor
    .call('checkpoints', {}, { deadlineMs: checkpointsDeadlineMs })
    .catch((): IndexedCheckpoints => ({ checkpoints: [] }));
  return latestCheckpoints(directory, known as IndexedCheckpoints);
}
