/** A point in time: how long ago in view, exactly on demand. */
import { formatAgo, formatInstant } from '../format/times.ts';
import { now } from '../reading/now.ts';

/** How long ago; the exact time is its title. */
export function Ago({ timeMs }: { readonly timeMs: number }) {
  return (
    <time class="ago" dateTime={isoOf(timeMs)} title={formatInstant(timeMs)}>
      {formatAgo(timeMs, now.value)}
    </time>
  );
}

/** The exact time; how long ago is its title. */
export function Instant({ timeMs }: { readonly timeMs: number }) {
  return (
    <time class="instant" dateTime={isoOf(timeMs)} title={formatAgo(timeMs, now.value)}>
      {formatInstant(timeMs)}
    </time>
  );
}

function isoOf(timeMs: number): string {
  const time = new Date(timeMs);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
