/** The protobuf encoder alone, on spans of 10 KB. */

import { quantile } from '../../lib/quantile.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter } from '../../lib/start-subject.ts';
import { largeTool, promptOf } from './tools.ts';

/** What `subjects/<folder>/encoder.ts` exports. */
export interface EncoderModule {
  /** Makes the spans, and gives what encodes them all and tells the bytes. */
  encoderOf(contents: readonly { readonly input: string; readonly output: string }[]): () => number;
}

const WARM_ROUNDS = 20;

export async function measure(run: ScenarioRun): Promise<Measured> {
  const spans = parameter(run, 'spans');
  const rounds = parameter(run, 'rounds');
  const { encoderOf } = (await import(`../../subjects/${run.folder}/encoder.ts`)) as EncoderModule;
  const encode = encoderOf(await contents(spans));
  const timesUs: number[] = [];
  let bytes = 0;
  for (let round = 0; round < WARM_ROUNDS + rounds; round += 1) {
    const startMs = performance.now();
    bytes = encode();
    if (round >= WARM_ROUNDS) timesUs.push(((performance.now() - startMs) * 1000) / spans);
  }
  return { figures: { encodeUs: quantile(timesUs, 0.25), bytes: bytes / spans } };
}

async function contents(count: number): Promise<{ input: string; output: string }[]> {
  const all: { input: string; output: string }[] = [];
  for (let call = 0; call < count; call += 1) {
    const prompt = promptOf(call);
    all.push({ input: JSON.stringify(prompt), output: JSON.stringify(await largeTool(prompt)) });
  }
  return all;
}
