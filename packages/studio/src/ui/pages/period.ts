/** Periods that a view can be limited to. */
import { filterValue } from '../parts/filters.tsx';

const minuteMs = 60_000;

/** Choices of the filter `period`. */
export const periodChoices: readonly (readonly [string, string])[] = [
  ['15m', 'Last 15 minutes'],
  ['', 'Last hour'],
  ['6h', 'Last 6 hours'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
];

const lengths: ReadonlyMap<string, number> = new Map([
  ['15m', 15 * minuteMs],
  ['6h', 6 * 60 * minuteMs],
  ['24h', 24 * 60 * minuteMs],
  ['7d', 7 * 24 * 60 * minuteMs],
  ['30d', 30 * 24 * 60 * minuteMs],
]);

/** Length of the chosen period in ms (1 hour). */
export function chosenPeriodMs(): number {
  return lengths.get(filterValue('period')) ?? 60 * minuteMs;
}
