/** Which traces are kept, while every operation is watched. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  createAlwaysRecordSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { SondeSettings } from './config/settings-table.ts';

const prefix = 'parentbased_';

/**
 * The sampler of the settings. What it leaves out is recorded all the same, without the sampled flag, so that
 * processors judge it; it is up to them not to write it.
 */
export function samplerOf({ sampler, samplerRatio }: SondeSettings): Sampler {
  const root = rootSampler(sampler.replace(prefix, ''), samplerRatio);
  return createAlwaysRecordSampler(sampler.startsWith(prefix) ? new ParentBasedSampler({ root }) : root);
}

function rootSampler(name: string, ratio: number): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}
