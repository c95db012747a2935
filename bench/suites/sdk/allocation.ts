/** Bytes allocated for a call, export included: what the garbage collector has to clear away. */
import { allocationOf } from '../../lib/allocation.ts';
import { pacedCalls, warmUp } from '../../lib/paced-calls.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { smallTool } from './tools.ts';

export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('weather', smallTool);
  const callsPerSecond = parameter(run, 'callsPerSecond');
  const calls = parameter(run, 'calls');
  const warmCalls = parameter(run, 'warmCalls');
  const make = (days: number) => call({ city: 'Oslo', days });
  await warmUp(warmCalls, make);
  await subject.flush();
  const { heapBytes, externalBytes } = await allocationOf(async () => {
    await pacedCalls({ callsPerSecond, calls }, make);
    await subject.flush();
  });
  await subject.replay?.();
  return {
    figures: {
      allocatedBytes: (heapBytes + externalBytes) / calls,
      heapBytes: heapBytes / calls,
      externalBytes: externalBytes / calls,
    },
    spansExpected: warmCalls + calls,
  };
}
