/** Lets a client read a refusal although it is still sending. */
import type { IncomingMessage } from 'node:http';

// A client that ignores the refusal is cut off after this much, or this long.
const unreadMaxBytes = 32 * 1024 * 1024;
const unreadMaxMs = 5_000;

/**
 * Swallows what is left of a body, bounded in bytes and time. Closing at once would reset the connection, and the
 * client would see a network error in place of the answer.
 *
 * @param request - Answered, or about to be.
 */
export function swallowUnreadBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let swallowedBytes = 0;
  const timer = setTimeout(() => request.destroy(), unreadMaxMs);
  timer.unref();
  request.on('data', (chunk: Buffer) => {
    swallowedBytes += chunk.length;
    if (swallowedBytes > unreadMaxBytes) request.destroy();
  });
  request.on('error', () => {}); // the client went away, which is what we wait for
  request.on('close', () => clearTimeout(timer));
  request.resume();
}
