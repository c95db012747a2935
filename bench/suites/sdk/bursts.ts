/** Bursts of calls with pauses between them, timed one by one. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SmallCall } from './tools.ts';

/** Between two bursts: what has been collected is exported, so that no export falls into a burst and no queue fills. */
const PAUSE_MS = 25;

/** How the calls of a burst are made. */
export interface BurstSizes {
  readonly bursts: number;
  readonly callsPerBurst: number;
  /** Calls that are under way at a time. */
  readonly inFlight: number;
}

/** Time per call of each burst, in µs. */
export async function burstTimesUs(call: SmallCall, sizes: BurstSizes): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < sizes.bursts; i += 1) {
    const startMs = performance.now();
    await burst(call, sizes);
    times.push(((performance.now() - startMs) * 1000) / sizes.callsPerBurst);
    await sleep(PAUSE_MS);
  }
  return times;
}

async function burst(call: SmallCall, { callsPerBurst, inFlight }: BurstSizes): Promise<void> {
  const chain = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) await call({ city: 'Oslo', days: i });
  };
  await Promise.all(Array.from({ length: inFlight }, () => chain(callsPerBurst / inFlight)));
}
