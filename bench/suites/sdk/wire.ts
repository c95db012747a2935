/** Bytes that a span takes on the wire; the sink counts them. */
import { pacedCalls } from '../../lib/paced-calls.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { smallTool } from './tools.ts';

export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('weather', smallTool);
  const callsPerSecond = parameter(run, 'callsPerSecond');
  const calls = parameter(run, 'calls');
  await pacedCalls({ callsPerSecond, calls }, (days) => call({ city: 'Oslo', days }));
  await subject.flush();
  return { figures: {}, spansExpected: calls };
}
