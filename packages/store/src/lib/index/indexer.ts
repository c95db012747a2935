/** Takes what the log holds into the index: one transaction for a batch and the cursor behind it. */
import type { FramePosition } from '@sonde/otlp/segments';
import type { Arrival } from './arrival.ts';
import { Batch } from './batch.ts';
import type { IndexDatabase } from './index-database.ts';
import { readCursor } from './index-state.ts';
import { keys } from './keys.ts';
import { indexLog } from './log-index.ts';
import { type Indexed, indexSpan } from './span-index.ts';

/** One step of indexing. */
export interface IndexStep {
  readonly arrivals: readonly Arrival[];
  /** Cursor the step begins at, as the index has it. */
  readonly from: FramePosition | undefined;
  /** Cursor after it. */
  readonly to: FramePosition;
  readonly damagedBytes: number;
}

/**
 * Indexes a step, all of it or nothing.
 *
 * @returns False when the index is not where the step begins, because another process has moved it: nothing was
 *   changed, follow the log from the cursor of the index again.
 */
export function applyStep(database: IndexDatabase, step: IndexStep): boolean {
  let applied = false;
  database.transaction(() => {
    if (!samePosition(readCursor(database), step.from)) return;
    const batch = new Batch(database);
    batch.counters.damagedBytes += step.damagedBytes;
    for (const arrival of step.arrivals) index(database, batch, arrival);
    batch.finish(step.to);
    applied = true;
  });
  return applied;
}

function index(database: IndexDatabase, batch: Batch, arrival: Arrival): void {
  switch (arrival.type) {
    case 'span':
      return count(batch, 'spans', indexSpan(database, batch, arrival.span, arrival.pointer), arrival.spool);
    case 'log': {
      const { log, pointer, content, spool } = arrival;
      return count(batch, 'logs', indexLog(database, batch, log, pointer, content), spool);
    }
    case 'metric':
      return count(batch, 'metrics', 'new', arrival.spool);
    case 'ledger':
      batch.spool(arrival.spool).ledger = arrival.value;
      return;
    case 'checkpoint':
      return database.putJson(keys.checkpoint(arrival.checkpoint.spool), arrival.checkpoint);
    case 'undecodable':
      batch.counters.undecodable += 1;
      return;
    case 'torn':
      batch.counters.torn += arrival.records;
  }
}

function count(
  batch: Batch,
  signal: 'spans' | 'logs' | 'metrics',
  indexed: Indexed,
  spool: string | undefined,
): void {
  if (indexed === 'invalid') batch.counters.undecodable += 1;
  else if (indexed === 'duplicate') batch.counters.duplicates += 1;
  else batch.counters[signal] += 1;
  // A duplicate is stored as well: the ledger of its emitter has to add up.
  if (spool !== undefined && indexed !== 'invalid')
    batch.spool(spool).stored[signal === 'spans' ? 'traces' : signal] += 1;
}

function samePosition(a: FramePosition | undefined, b: FramePosition | undefined): boolean {
  return a?.segment === b?.segment && a?.offset === b?.offset;
}
