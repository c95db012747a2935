/**
 * How long each tool takes. The tools of a real assistant call services; these compute at once and then let the time
 * of their schedule really pass, so what Sonde measures is real elapsed time with a known cause.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { normal, type Random, seededRandom } from './seeded-random.ts';

/** Names of the tools. */
export type ToolName = 'unit_convert' | 'calculate' | 'lookup_fact';

/** Time that one call takes, in ms, from its number counted from 0. */
export type Schedule = (call: number, random: Random) => number;

/** Calls of `unit_convert` before it becomes slower. */
export const SLOWER_FROM_CALL = 400;
/** How much slower: the latency is multiplied by it. */
export const SLOWDOWN_FACTOR = 1.35;
/** Calls over which `calculate` drifts by its 8 %. */
const DRIFT_CALLS = 600;

// Long beside what a busy machine adds to a timer, so that the machine itself makes no finding: with ten other busy
// processes on two cores whole stretches of a run were 20 ms late. Tools of one step run at the same time, and
// `unit_convert` stays below `calculate`, so that its slowdown does not become one of the step.
const schedules: Readonly<Record<ToolName, Schedule>> = {
  unit_convert: (call, random) =>
    spread(200, 0.03, random) * (call >= SLOWER_FROM_CALL ? SLOWDOWN_FACTOR : 1),
  calculate: (call, random) =>
    spread(300, 0.03, random) * (1 + (0.08 * Math.min(call, DRIFT_CALLS)) / DRIFT_CALLS),
  lookup_fact: (_call, random) => Math.min(1_500, spread(300, 0.4, random)),
};

/**
 * Makes the pace of the tools: the returned function lets the time of the next call pass.
 *
 * @param seed - Seed of the spread; the sequence of each tool depends on nothing else.
 */
export function toolPace(seed: number): (tool: ToolName) => Promise<void> {
  const calls: Record<ToolName, number> = { unit_convert: 0, calculate: 0, lookup_fact: 0 };
  const randoms: Record<ToolName, Random> = {
    unit_convert: seededRandom(seed),
    calculate: seededRandom(seed + 1),
    lookup_fact: seededRandom(seed + 2),
  };
  return (tool) => {
    const durationMs = schedules[tool](calls[tool], randoms[tool]);
    calls[tool] += 1;
    return sleep(durationMs);
  };
}

/** Lognormal: latencies are skewed to the slow side. */
function spread(medianMs: number, sigma: number, random: Random): number {
  return medianMs * Math.exp(sigma * normal(random));
}
