/** Calls at a steady rate, whether the earlier ones have ended or not, and the processor time they take. */

import { setTimeout as sleep } from 'node:timers/promises';

/** How calls are paced. */
export interface Pace {
  readonly callsPerSecond: number;
  readonly calls: number;
}

/**
 * Makes the calls and waits for the last.
 *
 * A timer of 1 ms makes those that are due: one a turn of the loop, as requests of a server come, not in batches.
 */
export async function pacedCalls(
  { callsPerSecond, calls }: Pace,
  call: (index: number) => Promise<unknown>,
): Promise<void> {
  const startMs = performance.now();
  let made = 0;
  let ended = 0;
  await new Promise<void>((resolve) => {
    const onEnd = (): void => {
      ended += 1;
      if (ended === calls) resolve();
    };
    const tick = (): void => {
      const due = Math.min(calls, Math.ceil(((performance.now() - startMs) * callsPerSecond) / 1000));
      for (; made < due; made += 1) call(made).then(onEnd, onEnd);
      if (made < calls) setTimeout(tick, 1);
    };
    tick();
  });
}

/** Calls made at once while warming up: below the queue of every library. */
const WARM_AT_ONCE = 250;

/**
 * Makes calls as fast as they go, with pauses for their export: the compiler has done its work afterwards, and
 * nothing has been lost.
 */
export async function warmUp(calls: number, call: (index: number) => Promise<unknown>): Promise<void> {
  for (let made = 0; made < calls; made += WARM_AT_ONCE) {
    const count = Math.min(WARM_AT_ONCE, calls - made);
    await Promise.allSettled(Array.from({ length: count }, (_, i) => call(made + i)));
    await sleep(20);
  }
}

/** Processor time of the whole process, all threads, while some work is done, in µs. */
export async function processorTimeUs(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
