/** The same with the size that models exchange: 8 KB in, 2 KB out, at 500 calls a second. */
import { pacedCalls, processorTimeUs, warmUp } from '../../lib/paced-calls.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { largeTool, promptOf } from './tools.ts';

export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run, true);
  const call = subject.observe('answer', largeTool);
  const callsPerSecond = parameter(run, 'callsPerSecond');
  const calls = parameter(run, 'calls');
  const warmCalls = parameter(run, 'warmCalls');
  const make = (index: number) => call(promptOf(index));
  await warmUp(warmCalls, make);
  await subject.flush();
  const cpuUs = await processorTimeUs(async () => {
    await pacedCalls({ callsPerSecond, calls }, make);
    await subject.flush();
  });
  await subject.replay?.();
  return { figures: { cpuUs: cpuUs / calls }, spansExpected: warmCalls + calls };
}
