/** What ended a process while a span was open, in words. */

const texts: ReadonlyMap<string, string> = new Map([
  ['process_died', 'process died'],
  ['process_exit', 'process exited'],
  ['shutdown', 'telemetry was shut down'],
  ['signal', 'process got a signal'],
  ['uncaught', 'process crashed'],
]);

/** A badge's text; what nobody has defined keeps its own name. */
export function endedByText(endedBy: string): string {
  return texts.get(endedBy) ?? endedBy.slice(0, 40);
}
