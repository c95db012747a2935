/** The sonde command as a function. */
export { runCli } from './lib/run-cli.ts';
export type { Terminal } from './lib/terminal.ts';
