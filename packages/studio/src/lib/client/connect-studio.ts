/** A TelemetryReader that asks the running studio of a home. */
import { setTimeout as delay } from 'node:timers/promises';
import { isSondeError, SondeError } from '@sonde/conventions';
import {
  createReaderClient,
  type FollowEvent,
  type FollowQuery,
  type ReaderCall,
  type TelemetryReader,
} from '@sonde/store/reader';
import type { StudioAbout } from '../app/about.ts';
import { readEventStream, type ServerSentEvent } from './event-stream.ts';
import { askStudio, findStudio, type StudioAddress } from './studio-address.ts';

/** A running studio, as a client sees it. */
export interface StudioClient extends TelemetryReader {
  /** What the studio says about itself now. @throws SondeError `STUDIO_UNREACHABLE` when it is gone. */
  about(): Promise<StudioAbout>;
}

// A studio that is started again is back well before this.
const reconnectMaxMs = 15_000;
const reconnectPauseMs = 250;

/**
 * Connects to the studio that owns a home.
 *
 * @param home - Home directory.
 * @throws SondeError `STUDIO_UNREACHABLE` when none answers.
 * @example
 * const studio = await connectStudio(home);
 * const { items } = await studio.traces({ onlyErrors: true, limit: 10 });
 */
export async function connectStudio(home: string): Promise<StudioClient> {
  const about = async () => {
    const response = await askStudio(await findStudio(home), '/api/about', {});
    return (await response.json()) as StudioAbout;
  };
  await about();
  const reader = createReaderClient(
    (...call) => callOverHttp(home, ...call),
    (query, { signal }) => followOverHttp(home, query, signal),
  );
  return { ...reader, about };
}

async function callOverHttp(
  home: string,
  ...[method, query, { deadlineMs, signal }]: Parameters<ReaderCall>
): Promise<unknown> {
  const response = await askStudio(await findStudio(home), `/api/read/${method}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(deadlineMs === undefined ? {} : { 'X-Sonde-Deadline-Ms': String(deadlineMs) }),
    },
    body: JSON.stringify(query),
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) ?? undefined;
}

/**
 * Follows through restarts of store and studio: each time it goes on after the last event seen.
 *
 * @yields What arrives.
 */
async function* followOverHttp(
  home: string,
  query: FollowQuery,
  signal: AbortSignal,
): AsyncGenerator<FollowEvent> {
  let { cursor } = query;
  let lostSinceMs: number | undefined;
  while (!signal.aborted) {
    try {
      const studio = await findStudio(home);
      for await (const event of openFollow(studio, { ...query, ...(cursor ? { cursor } : {}) }, signal)) {
        lostSinceMs = undefined;
        cursor = event.id || cursor;
        if (event.type === 'message') yield JSON.parse(event.data) as FollowEvent;
        else if (event.type === 'problem') throw problemOf(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      lostSinceMs ??= performance.now();
      if (!isPassing(error) || performance.now() - lostSinceMs > reconnectMaxMs) throw error;
    }
    await delay(reconnectPauseMs, undefined, { signal }).catch(() => {});
  }
}

async function* openFollow(
  studio: StudioAddress,
  query: FollowQuery,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const parameters = new URLSearchParams(Object.entries(query));
  const response = await askStudio(studio, `/api/follow?${parameters.toString()}`, { signal });
  if (!response.body) return;
  try {
    yield* readEventStream(response.body);
  } catch (cause) {
    signal.throwIfAborted();
    if (isSondeError(cause)) throw cause;
    throw new SondeError('STUDIO_UNREACHABLE', `The stream of ${studio.url} broke off.`, { cause });
  }
}

function problemOf(event: ServerSentEvent): SondeError {
  const { error } = JSON.parse(event.data) as { error: { code: string; message: string } };
  return new SondeError(
    error.code === 'STORE_INVALID_QUERY' ? 'STORE_INVALID_QUERY' : 'STORE_UNAVAILABLE',
    error.message,
  );
}

function isPassing(error: unknown): boolean {
  if (!isSondeError(error)) return false;
  return error.code === 'STUDIO_UNREACHABLE' || error.code === 'STORE_UNAVAILABLE';
}
