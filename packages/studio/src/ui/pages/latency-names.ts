/** Names of what a latency finding judges. */
import type { LatencyFinding } from '@sonde/store/reader';

const names: ReadonlyMap<string, string> = new Map([
  ['duration', 'Duration of the call'],
  ['first_chunk', 'Time to the first chunk'],
  ['per_output_token', 'Time per output token'],
]);

/** What was measured, in words; an unknown measure keeps its own name. */
export function measureName(measure: string): string {
  return names.get(measure) ?? measure.slice(0, 60);
}

/** What a release is compared with, in words; empty where an operation is compared with its own past. */
export function releasesText({ detector, release, releaseBefore }: LatencyFinding): string {
  if (detector !== 'release' && releaseBefore === '') return '';
  return `release ${(release || 'now').slice(0, 60)} against ${(releaseBefore || 'the one before').slice(0, 60)}`;
}
