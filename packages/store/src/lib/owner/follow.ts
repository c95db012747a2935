/** A follow as a sequence of pulls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isSondeError } from '@sonde/conventions';
import type { FollowBatch } from '../query/follow-query.ts';
import type { FollowQuery } from '../reader/queries.ts';
import type { FollowEvent } from '../reader/telemetry-reader.ts';
import type { ChildSupervisor } from './child-supervisor.ts';

/** How long one pull waits for something to come. */
const pullMs = 20_000;
const retryMs = 500;

/**
 * Yields what arrives until the signal aborts, also across restarts of the child.
 *
 * Nothing is read ahead: the next pull begins when the events of the last have been taken.
 */
export async function* followEvents(
  supervisor: ChildSupervisor,
  query: FollowQuery,
  signal: AbortSignal,
): AsyncGenerator<FollowEvent> {
  let cursor = query.cursor;
  while (!signal.aborted) {
    const batch = await pull(supervisor, cursor === undefined ? query : { ...query, cursor }, signal);
    if (!batch) continue;
    for (const event of batch.events) {
      if (signal.aborted) return;
      yield event;
    }
    cursor = batch.cursor;
  }
}

async function pull(
  supervisor: ChildSupervisor,
  query: FollowQuery,
  signal: AbortSignal,
): Promise<FollowBatch | undefined> {
  try {
    return (await supervisor.call('followNext', query, { deadlineMs: pullMs, signal })) as FollowBatch;
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!isSondeError(error) || !retried.has(error.code)) throw error;
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    return undefined;
  }
}

const retried: ReadonlySet<string> = new Set(['STORE_UNAVAILABLE', 'STORE_DEADLINE_EXCEEDED']);
