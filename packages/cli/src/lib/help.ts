/** Help texts, made from the commands themselves. */
import { type Command, commonOptions } from './command.ts';
import { textTable } from './text-table.ts';

/** What `sonde --help` prints. */
export async function generalHelp(
  loaders: Readonly<Record<string, () => Promise<Command>>>,
): Promise<string> {
  const commands = await Promise.all(Object.values(loaders).map((load) => load()));
  const list = textTable(
    [{ title: 'Commands' }, { title: '' }],
    commands.map(({ name, summary }) => [`  ${name}`, summary]),
  );
  return `Usage: sonde <command> [options]\n\nOpenTelemetry for agents: see what failed, with which inputs, on which path, and what got slower.\n\n${list}\n\nsonde <command> --help tells more. Exit codes: 0 done, 1 findings, 2 failed, 64 wrong usage, 69 something needed is not there.`;
}

/** What `sonde <command> --help` prints. */
export async function commandHelp(command: Command): Promise<string> {
  const { name, usage, summary, options } = command;
  const more = await command.more?.();
  const rows = Object.entries({ ...options, ...commonOptions }).map(([option, { help, value, short }]) => [
    `  ${short === undefined ? '' : `-${short}, `}--${option}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  return `Usage: sonde ${name}${usage === '' ? '' : ` ${usage}`}\n\n${summary}\n\n${textTable([{ title: 'Options' }, { title: '' }], rows)}${more === undefined ? '' : `\n\n${more}`}`;
}
