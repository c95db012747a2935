/** What a failing call costs and what arrives of it: message, stack and input, at 1,000 calls a second. */
import { pacedCalls, processorTimeUs, warmUp } from '../../lib/paced-calls.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { attemptOf, throwingTool } from './tools.ts';

export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('book', throwingTool);
  const callsPerSecond = parameter(run, 'callsPerSecond');
  const calls = parameter(run, 'calls');
  const warmCalls = parameter(run, 'warmCalls');
  await warmUp(warmCalls, (index) => call(attemptOf(index)));
  await subject.flush();
  const cpuUs = await processorTimeUs(async () => {
    await pacedCalls({ callsPerSecond, calls }, (index) => call(attemptOf(warmCalls + index)));
    await subject.flush();
  });
  await subject.replay?.();
  const expected = warmCalls + calls;
  return { figures: { cpuUs: cpuUs / calls }, spansExpected: expected, failuresExpected: expected };
}
