/** `GET /api/follow`: what arrives in the store, as server-sent events. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SondeError } from '@sonde/conventions';
import type { FollowEvent, FollowQuery, TelemetryReader } from '@sonde/store/reader';
import { errorBody } from '../http/answers.ts';
import { abortedWhenGone } from './read-route.ts';

// Proxies and browsers give up on a stream that stays silent for a minute.
const heartbeatMs = 15_000;
const followersMax = 64;
const cursorMaxLength = 512;

/** Streams until the client leaves or `closing` aborts. */
export type FollowRoute = (
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
) => Promise<void>;

/**
 * Makes the route.
 *
 * @param reader - Followed.
 * @param closing - Aborts when the studio closes.
 */
export function createFollowRoute(reader: TelemetryReader, closing: AbortSignal): FollowRoute {
  let followers = 0;
  return async (request, response, parameters) => {
    if (followers >= followersMax) {
      throw new SondeError('STORE_UNAVAILABLE', `${followersMax} clients follow already.`);
    }
    const query = followQuery(request, parameters);
    const signal = AbortSignal.any([closing, abortedWhenGone(response)]);
    followers += 1;
    startStream(response);
    const heartbeat = setInterval(() => response.write(': \n\n'), heartbeatMs);
    try {
      await streamEvents(response, reader.follow(query, { signal }), signal);
    } finally {
      clearInterval(heartbeat);
      followers -= 1;
      response.end();
    }
  };
}

function followQuery(request: IncomingMessage, parameters: URLSearchParams): FollowQuery {
  const resumed = request.headers['last-event-id'];
  const cursor = (typeof resumed === 'string' && resumed) || parameters.get('cursor');
  const service = parameters.get('service');
  if ((cursor?.length ?? 0) > cursorMaxLength) {
    throw new SondeError('STORE_INVALID_QUERY', `The cursor is longer than ${cursorMaxLength} characters.`);
  }
  return { ...(cursor ? { cursor } : {}), ...(service ? { service } : {}) };
}

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  response.write('retry: 1000\n\n');
}

async function streamEvents(
  response: ServerResponse,
  events: AsyncIterable<FollowEvent>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      const flushed = response.write(`id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`);
      if (!flushed) await once(response, 'drain', { signal });
    }
  } catch (error) {
    // The stream has begun, so the reason travels as an event; the client resumes after its last id.
    if (!signal.aborted) response.write(`event: problem\ndata: ${JSON.stringify(errorBody(error))}\n\n`);
  }
}
