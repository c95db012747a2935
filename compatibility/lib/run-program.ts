/** Runs one program of a case with a receiver of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Claim, Program, Told } from './case.ts';
import { Receiver } from './receiver.ts';

/** Far more than anything here takes, a build by Next.js included: only a hang ends so. */
const RUN_MS_MAX = 240_000;

/** Runs it in its folder, and tells which of its claims hold. */
export async function runProgramOf(folder: string, program: Program): Promise<readonly Claim[]> {
  await using receiver = await new Receiver().start();
  const { code, stdout, stderr } = await run(folder, program, receiver.endpoint);
  const { spans, logs, metrics } = receiver;
  const told: Told = { code, stdout, stderr, spans, logs, metrics };
  const ended: Claim = ['it exits with 0', code === 0, `${code}\n${stdout}\n${stderr}`];
  return code === 0 ? [ended, ...(program.claims?.(told) ?? [])] : [ended];
}

function run(
  folder: string,
  { command: [name, ...args], environment }: Program,
  endpoint: string,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(name, args, {
    cwd: folder,
    timeout: RUN_MS_MAX,
    env: {
      ...inherited(),
      PATH: `${join(folder, 'node_modules', '.bin')}:${process.env['PATH']}`,
      SONDE_HOME: join(folder, 'home'),
      SONDE_SERVICE: 'app',
      SONDE_ENDPOINT: endpoint,
      ...environment,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Nothing of the npm that runs this, nor of the user's own settings. */
function inherited(): NodeJS.ProcessEnv {
  const own = /^(npm_|INIT_CWD$|NODE_OPTIONS$|NODE_ENV$|(SONDE|OTEL|DD|SENTRY)_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}
