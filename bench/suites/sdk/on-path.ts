/** What a call costs its caller: bursts of calls of an async function that does nothing, one by one and 50 at a time. */
import { quantile } from '../../lib/quantile.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter, startSubject } from '../../lib/start-subject.ts';
import { burstTimesUs } from './bursts.ts';
import { smallTool } from './tools.ts';

const WARM_BURSTS = 8;

export async function measure(run: ScenarioRun): Promise<Measured> {
  const subject = await startSubject(run);
  const call = subject.observe('weather', smallTool);
  const bursts = parameter(run, 'bursts');
  const callsPerBurst = parameter(run, 'callsPerBurst');
  await burstTimesUs(call, { bursts: WARM_BURSTS, callsPerBurst, inFlight: 1 });
  await burstTimesUs(call, { bursts: WARM_BURSTS, callsPerBurst, inFlight: 50 });
  const alone = await burstTimesUs(call, { bursts, callsPerBurst, inFlight: 1 });
  const many = await burstTimesUs(call, { bursts, callsPerBurst, inFlight: 50 });
  await subject.flush();
  await subject.replay?.();
  return {
    figures: { aloneUs: quantile(alone, 0.25), fiftyUs: quantile(many, 0.25) },
    spansExpected: 2 * (WARM_BURSTS + bursts) * callsPerBurst,
  };
}
