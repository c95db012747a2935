/** `sonde run -- <command>`: a program with the SDK preloaded, and the studio beside it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isSondeError, SondeError } from '@sonde/conventions';
import type { Studio } from '@sonde/studio';
import { connectStudio, loginUrl } from '@sonde/studio/client';
import { type Command, type CommandContext } from '../command.ts';
import { environmentWith, nodeOptionsWith } from '../environment.ts';
import { textOption } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';

/** Runs a program with the SDK preloaded. */
export const run: Command = {
  name: 'run',
  summary: 'Run a program with the SDK preloaded, and the studio beside it.',
  usage: '[options] [--] <command> [arguments]',
  options: {
    detail: { type: 'string', value: 'LEVEL', help: 'off, metadata, errors, full or debug (full)' },
  },
  passThrough: true,
  async run(context) {
    const [program, ...args] = context.positionals;
    if (program === undefined)
      throw new SondeError('CLI_USAGE', 'sonde run needs a command, such as: sonde run -- node app.js');
    const own = await studioBeside(context);
    try {
      const child = spawn(program, args, { stdio: 'inherit', env: environmentFor(context) });
      const exitCode = await exitCodeOf(child, program);
      if (own !== undefined) noteEnd(context.terminal);
      return exitCode;
    } finally {
      await own?.close();
    }
  },
};

/** Uses the studio that runs, or starts one for as long as the program does and gives it. */
async function studioBeside({ home, terminal }: CommandContext): Promise<Studio | undefined> {
  try {
    await connectStudio(home);
    terminal.note(terminal.style('dim', `sonde: viewer at ${await loginUrl(home)}`));
    return undefined;
  } catch (error) {
    if (!isSondeError(error) || error.code !== 'STUDIO_UNREACHABLE') throw error;
  }
  const { startStudio } = await import('@sonde/studio');
  const studio = await startStudio({ home });
  for (const warning of studio.warnings) terminal.note(`sonde: ${warning}`);
  terminal.note(terminal.style('dim', `sonde: viewer at ${studio.url}`));
  return studio;
}

/** A program may end before anybody has opened the address, which then leads nowhere. */
function noteEnd(terminal: Terminal): void {
  terminal.note(
    terminal.style('dim', 'sonde: the viewer ends with the program; sonde up shows all it recorded'),
  );
}

function environmentFor({ home, values }: CommandContext): NodeJS.ProcessEnv {
  const preload = `--import=${import.meta.resolve('@sonde/sdk/register')}`;
  const detail = textOption(values, 'detail');
  return environmentWith({
    NODE_OPTIONS: nodeOptionsWith(preload),
    SONDE_HOME: home,
    ...(detail === undefined ? {} : { SONDE_DETAIL: detail }),
  });
}

/** Signals go to the whole foreground group, so the program gets Ctrl-C itself; its end is what counts. */
async function exitCodeOf(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new SondeError('CLI_USAGE', `Cannot run ${JSON.stringify(program)}: ${cause.message}`, { cause }),
      ),
    );
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
