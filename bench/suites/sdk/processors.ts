/** Exception context and latency variance alone, for calls that succeed. */
import { ExceptionContextProcessor, LatencyVarianceProcessor } from '@sonde/observe';
import { quantile } from '../../lib/quantile.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter } from '../../lib/start-subject.ts';
import { endedOperations } from '../../subjects/sonde/ended-operations.ts';

type EndingSpan = Parameters<LatencyVarianceProcessor['onEnding']>[0];

const WARM_ROUNDS = 50;

/** Replays real spans, in the order in which they ended, through both processors. */
export async function measure(run: ScenarioRun): Promise<Measured> {
  const spans = (await endedOperations(parameter(run, 'workflows'))) as unknown as readonly EndingSpan[];
  const latency = new LatencyVarianceProcessor({ emit: () => {} });
  const baselineOf = latency.baselineOf.bind(latency);
  const exceptions = new ExceptionContextProcessor({ emit: () => {}, baselineOf });
  const rounds = parameter(run, 'rounds');
  const timesUs: number[] = [];
  for (let round = 0; round < WARM_ROUNDS + rounds; round += 1) {
    const startMs = performance.now();
    for (const span of spans) {
      latency.onEnding(span);
      exceptions.onEnd(span);
    }
    if (round >= WARM_ROUNDS) timesUs.push(((performance.now() - startMs) * 1000) / spans.length);
  }
  return { figures: { processUs: quantile(timesUs, 0.25) } };
}
