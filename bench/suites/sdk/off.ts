/** What a call costs where nothing is sent: no SDK, switched off, or not sampled. */
import { quantile } from '../../lib/quantile.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { burstTimesUs } from './bursts.ts';
import { smallTool } from './tools.ts';

const WARM_BURSTS = 8;

/** Bursts are long enough to tell 50 ns apart. */
export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('weather', smallTool);
  const bursts = parameter(run, 'bursts');
  const callsPerBurst = parameter(run, 'callsPerBurst');
  await burstTimesUs(call, { bursts: WARM_BURSTS, callsPerBurst, inFlight: 1 });
  const times = await burstTimesUs(call, { bursts, callsPerBurst, inFlight: 1 });
  await subject.flush();
  return { figures: { callNs: quantile(times, 0.25) * 1000 } };
}
