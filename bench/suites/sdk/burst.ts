/** 50,000 calls from 50 chains as fast as they go, then a flush: what is lost, how fast, and how much memory. */

import { processorTimeUs } from '../../lib/paced-calls.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { type SmallCall, smallTool } from './tools.ts';

export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('weather', smallTool);
  const calls = parameter(run, 'calls');
  const chains = parameter(run, 'chains');
  const callsPerTurn = parameter(run, 'callsPerTurn');
  let callsMs = 0;
  const startMs = performance.now();
  const cpuUs = await processorTimeUs(async () => {
    await Promise.all(Array.from({ length: chains }, () => chain(call, calls / chains, callsPerTurn)));
    callsMs = performance.now() - startMs;
    await subject.flush();
  });
  const flushMs = performance.now() - startMs - callsMs;
  const rssMb = process.resourceUsage().maxRSS / 1024;
  await subject.replay?.();
  return {
    figures: { callsPerSecond: (calls * 1000) / callsMs, cpuUs: cpuUs / calls, flushMs, rssMb },
    spansExpected: calls,
  };
}

/**
 * A chain gives way to the event loop now and then only, as one does that answers most calls from a cache: what a
 * library holds back while the loop is busy must fit its queue.
 */
async function chain(call: SmallCall, calls: number, callsPerTurn: number): Promise<void> {
  for (let i = 0; i < calls; i += 1) {
    await call({ city: 'Oslo', days: i });
    if (i % callsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
