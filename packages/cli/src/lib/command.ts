/** What a command is. */
import type { ParseArgsConfig } from 'node:util';
import type { Terminal } from './terminal.ts';

/** Options by name, as `parseArgs` takes them, each with a line of help. */
export type CommandOptions = Readonly<
  Record<
    string,
    NonNullable<ParseArgsConfig['options']>[string] & { readonly help: string; readonly value?: string }
  >
>;

/** Parsed values of the options. */
export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name, for the usage line. */
  readonly usage: string;
  readonly options: CommandOptions;
  /** Everything behind `--`, or behind the first word that is no option, belongs to another program. */
  readonly passThrough?: true;
  /** What the help says beyond the options. */
  more?(): Promise<string>;
  /** @returns exit code */
  run(context: CommandContext): Promise<number>;
}

/** What a command is run with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly values: OptionValues;
  readonly positionals: readonly string[];
  /** Home directory in force. */
  readonly home: string;
  /** Results as JSON instead of text. */
  readonly json: boolean;
}

/** Options every command knows. */
export const commonOptions: CommandOptions = {
  home: {
    type: 'string',
    value: 'DIR',
    help: 'home directory of Sonde ($SONDE_HOME, else the place of the platform)',
  },
  json: { type: 'boolean', help: 'print JSON' },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
};

/** Exit codes of all commands. */
export const ExitCode = { ok: 0, findings: 1, failed: 2, usage: 64, unavailable: 69 } as const;
