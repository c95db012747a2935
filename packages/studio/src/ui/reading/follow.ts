/** What arrives while the viewer is open: one stream for the page, resumed after every interruption. */
import { signal } from '@preact/signals';
import type { FollowEvent } from '@sonde/store/reader';
import { type About, ReadError, readAbout } from './read.ts';

/** State of the line to the studio. */
export type Connection = 'connecting' | 'live' | 'lost' | 'signed-out';

/** Whether the studio is there. */
export const connection = signal<Connection>('connecting');

/** What the studio says of itself, as soon as it has been asked. */
export const about = signal<About | undefined>(undefined);

/** Counts how often the studio came back: what failed meanwhile is asked again. */
export const returns = signal(0);

const listeners = new Set<(event: FollowEvent) => void>();
const aboutEveryMs = 30_000;
const retryMinMs = 500;
const retryMaxMs = 5000;
let cursor = '';
let retryMs = retryMinMs;

/** Hears everything that arrives. Returns the way to stop. */
export function onArrival(listener: (event: FollowEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Warnings may come up while the page is open. A studio that is away is noticed by the stream.
setInterval(() => {
  if (connection.value === 'live' && !document.hidden) void refreshAbout();
}, aboutEveryMs);

/** Opens the stream and keeps it open for as long as the page is. */
export async function connect(): Promise<void> {
  try {
    about.value = await readAbout();
    openStream();
  } catch (error) {
    connection.value = error instanceof ReadError && error.code === 'SIGNED_OUT' ? 'signed-out' : 'lost';
    retry();
  }
}

async function refreshAbout(): Promise<void> {
  about.value = await readAbout().catch(() => about.value);
}

function openStream(): void {
  const source = new EventSource(
    cursor === '' ? '/api/follow' : `/api/follow?cursor=${encodeURIComponent(cursor)}`,
  );
  source.addEventListener('open', markLive);
  source.addEventListener('message', deliver);
  source.addEventListener('error', () => {
    source.close();
    if (connection.value === 'live') connection.value = 'lost';
    retry();
  });
}

function markLive(): void {
  const returned = connection.value !== 'live' && connection.value !== 'connecting';
  connection.value = 'live';
  retryMs = retryMinMs;
  if (returned) returns.value += 1;
}

function deliver(message: MessageEvent<string>): void {
  if (message.lastEventId !== '') cursor = message.lastEventId;
  const event = JSON.parse(message.data) as FollowEvent;
  for (const listener of listeners) listener(event);
}

function retry(): void {
  setTimeout(() => void connect(), retryMs);
  retryMs = Math.min(retryMs * 2, retryMaxMs);
}
