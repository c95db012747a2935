/** Calls that come whether the earlier ones are done or not, at the rate that fills a core. */
import { pacedCalls, processorTimeUs } from '../../lib/paced-calls.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { smallTool } from './tools.ts';

/** No warming up: the compiler's work is part of the two seconds, as after a start under load. */
export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('weather', smallTool);
  const callsPerSecond = parameter(run, 'callsPerSecond');
  const calls = parameter(run, 'calls');
  const startMs = performance.now();
  let callsMs = 0;
  const cpuUs = await processorTimeUs(async () => {
    await pacedCalls({ callsPerSecond, calls }, (days) => call({ city: 'Oslo', days }));
    callsMs = performance.now() - startMs;
    await subject.flush();
  });
  const allMs = performance.now() - startMs;
  await subject.replay?.();
  return {
    figures: {
      callsPerSecond: (calls * 1000) / callsMs,
      cpuUs: cpuUs / calls,
      corePercent: cpuUs / 10 / allMs,
    },
    spansExpected: calls,
  };
}
