/** Names of what a latency finding judges. */

const names: ReadonlyMap<string, string> = new Map([
  ['duration', 'Duration of the call'],
  ['first_chunk', 'Time to the first chunk'],
  ['per_output_token', 'Time per output token'],
]);

/** What was measured, in words; an unknown measure keeps its own name. */
export function measureName(measure: string): string {
  return names.get(measure) ?? measure.slice(0, 60);
}
