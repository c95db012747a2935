/** A program that runs in the background for as long as somebody needs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A running program. */
export interface StartedProgram extends AsyncDisposable {
  /** What it printed that was waited for. */
  readonly found: string;
}

/**
 * Starts a program and waits until it has printed what is looked for.
 *
 * @throws Error when it ends before.
 */
export async function startProgram(
  program: string,
  args: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: NodeJS.ProcessEnv },
  sought: RegExp,
): Promise<StartedProgram> {
  // A group of its own: npx does not pass every signal on to what it started.
  const child = spawn(program, args, { cwd: folder, env: environment, detached: true });
  const ended = once(child, 'close');
  const found = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const [match] = sought.exec(output) ?? [];
      if (match !== undefined) resolve(match);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('close', () => reject(new Error(`${program} ${args.join(' ')} ended at once:\n${output}`)));
  });
  return {
    found,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      await ended;
    },
  };
}
