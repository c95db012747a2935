/** Views that ask again while telemetry arrives. */
import type { FollowEvent } from '@sonde/store/reader';
import { useEffect, useState } from 'preact/hooks';
import { onArrival } from '../reading/follow.ts';

/**
 * Grows when something of interest has arrived, at most once in `paceMs`, so that a burst costs one question.
 *
 * @param concerns - Whether an event matters to the view.
 * @param paceMs - Least time between two steps in ms (4,000), or what gives it when something arrives.
 */
export function useArrivals(
  concerns: (event: FollowEvent) => boolean,
  paceMs: number | (() => number) = 4000,
): number {
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onArrival((event) => {
      if (timer !== undefined || !concerns(event)) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          setRevision((before) => before + 1);
        },
        typeof paceMs === 'number' ? paceMs : paceMs(),
      );
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return revision;
}
