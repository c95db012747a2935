/** Parses the command line, runs the command, turns errors into one clear message and an exit code. */
import { parseArgs } from 'node:util';
import { isSondeError, SondeError } from '@sonde/conventions';
import { homeDirectory } from '@sonde/sdk/home';
import { type Command, commonOptions, ExitCode, type OptionValues } from './command.ts';
import { commandHelp, generalHelp } from './help.ts';
import { textOption } from './option-values.ts';
import type { Terminal } from './terminal.ts';

/** Commands by name, loaded when they are asked for: `sonde --help` needs neither studio nor store. */
export const commandLoaders: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.ts')).up,
  run: async () => (await import('./commands/run.ts')).run,
  tail: async () => (await import('./commands/tail.ts')).tail,
  traces: async () => (await import('./commands/traces.ts')).traces,
  trace: async () => (await import('./commands/trace.ts')).trace,
  events: async () => (await import('./commands/events.ts')).events,
  exceptions: async () => (await import('./commands/exceptions.ts')).exceptions,
  latency: async () => (await import('./commands/latency.ts')).latency,
  detail: async () => (await import('./commands/detail.ts')).detail,
  config: async () => (await import('./commands/config.ts')).config,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  export: async () => (await import('./commands/export.ts')).exportCommand,
};

/**
 * Runs the sonde command.
 *
 * @param args - What was typed behind `sonde`.
 * @returns Exit code: 0 done, 1 findings, 2 failed, 64 wrong usage, 69 something needed is not there.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    return report(error, terminal);
  }
}

async function dispatch([name, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(await generalHelp(commandLoaders));
    return name === undefined ? ExitCode.usage : ExitCode.ok;
  }
  if (name === '--version') {
    terminal.out(await version());
    return ExitCode.ok;
  }
  const command = await commandLoaders[name]?.();
  if (command === undefined) throw new SondeError('CLI_USAGE', `${JSON.stringify(name)} is not a command.`);
  return runCommand(command, rest, terminal);
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parse(command, args);
  if (values['help'] === true) {
    terminal.out(await commandHelp(command));
    return ExitCode.ok;
  }
  const home = homeDirectory(textOption(values, 'home'));
  return command.run({ terminal, values, positionals, home, json: values['json'] === true });
}

function parse(command: Command, args: readonly string[]): { values: OptionValues; positionals: string[] } {
  const own = command.passThrough ? ownArguments(args) : args.length;
  try {
    const { values, positionals } = parseArgs({
      args: args.slice(0, own),
      options: { ...commonOptions, ...command.options },
      allowPositionals: true,
    });
    return {
      values: values as OptionValues,
      positionals: [...positionals, ...args.slice(own).filter((arg, i) => i > 0 || arg !== '--')],
    };
  } catch (cause) {
    throw new SondeError('CLI_USAGE', `sonde ${command.name}: ${(cause as Error).message}`, { cause });
  }
}

/** Where the other program's command line begins. */
function ownArguments(args: readonly string[]): number {
  let i = 0;
  while (i < args.length && args[i]?.startsWith('-') && args[i] !== '--')
    i += takesValue(args[i] ?? '') ? 2 : 1;
  return i;
}

function takesValue(option: string): boolean {
  return (
    option.startsWith('--') &&
    !option.includes('=') &&
    ['--home', '--port', '--otlp-port', '--detail'].includes(option)
  );
}

async function version(): Promise<string> {
  const { default: manifest } = (await import('../../package.json', { with: { type: 'json' } })) as {
    default: { version: string };
  };
  return manifest.version;
}

function report(error: unknown, terminal: Terminal): number {
  if (!isSondeError(error)) {
    terminal.note(`sonde: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return ExitCode.failed;
  }
  terminal.note(`${terminal.style('red', 'error')} ${error.message}\n  ${error.why}\n  ${error.fix}`);
  if (error.code === 'CLI_USAGE') return ExitCode.usage;
  return error.code === 'STUDIO_UNREACHABLE' || error.code === 'STORE_UNAVAILABLE'
    ? ExitCode.unavailable
    : ExitCode.failed;
}
