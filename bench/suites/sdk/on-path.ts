/** What a call costs its caller: bursts of calls of an async function that does nothing, one by one and 50 at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../lib/quantile.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { type SmallCall, smallTool } from './tools.ts';

/** Between two bursts: what has been collected is exported, so that no export falls into a burst and no queue fills. */
const PAUSE_MS = 25;
const WARM_BURSTS = 8;

export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('weather', smallTool);
  const bursts = parameter(run, 'bursts');
  const callsPerBurst = parameter(run, 'callsPerBurst');
  await burstTimesUs(call, WARM_BURSTS, callsPerBurst, 1);
  await burstTimesUs(call, WARM_BURSTS, callsPerBurst, 50);
  const alone = await burstTimesUs(call, bursts, callsPerBurst, 1);
  const many = await burstTimesUs(call, bursts, callsPerBurst, 50);
  await subject.flush();
  await subject.replay?.();
  return {
    figures: { aloneUs: quantile(alone, 0.25), fiftyUs: quantile(many, 0.25) },
    spansExpected: 2 * (WARM_BURSTS + bursts) * callsPerBurst,
  };
}

/** Time per call of each burst. */
async function burstTimesUs(
  call: SmallCall,
  bursts: number,
  callsPerBurst: number,
  inFlight: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < bursts; i += 1) {
    const startMs = performance.now();
    await burst(call, callsPerBurst, inFlight);
    times.push(((performance.now() - startMs) * 1000) / callsPerBurst);
    await sleep(PAUSE_MS);
  }
  return times;
}

async function burst(call: SmallCall, calls: number, inFlight: number): Promise<void> {
  const chain = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) await call({ city: 'Oslo', days: i });
  };
  await Promise.all(Array.from({ length: inFlight }, () => chain(calls / inFlight)));
}
