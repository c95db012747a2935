/** Which traces are kept, while every operation is watched. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  createAlwaysRecordSampler,
  ParentBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { SondeSettings } from '../config/settings-table.ts';
import { AdaptiveShare } from './adaptive-share.ts';
import { OperationRates } from './operation-rates.ts';
import { RatedRootSampler, ShareSampler } from './share-sampler.ts';

const prefix = 'parentbased_';

/**
 * The sampler of the settings. What it leaves out is recorded all the same, without the sampled flag, so that
 * processors judge it; it is up to them not to write it.
 */
export function samplerOf(settings: SondeSettings): Sampler {
  return createAlwaysRecordSampler(decidingSampler(settings));
}

function decidingSampler(settings: SondeSettings): Sampler {
  const { sampler, samplerRates, environment } = settings;
  const root = rootSampler(settings);
  const followsParent = sampler.startsWith(prefix) || sampler === 'adaptive';
  const rates = new OperationRates(samplerRates, environment);
  if (rates.isEmpty) return followsParent ? new ParentBasedSampler({ root }) : root;
  const rated = new RatedRootSampler(rates, root);
  // Whatever decides a trace here decides it for all of its spans here: a tree without its root is none.
  const remote = followsParent ? {} : { remoteParentSampled: root, remoteParentNotSampled: root };
  return new ParentBasedSampler({ root: rated, ...remote });
}

function rootSampler({ sampler, samplerRatio, samplerTargetPerSecond }: SondeSettings): Sampler {
  switch (sampler.replace(prefix, '')) {
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new ShareSampler(() => samplerRatio, `TraceIdRatioBased{${samplerRatio}}`);
    case 'adaptive': {
      const share = new AdaptiveShare(samplerTargetPerSecond);
      return new ShareSampler(() => share.next(), `Adaptive{${samplerTargetPerSecond}/s}`);
    }
    default:
      return new AlwaysOnSampler();
  }
}
