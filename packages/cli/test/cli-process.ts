/** Runs the real command in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const bin = resolve('packages/cli/src/bin.ts');

/** How a command ended. */
export interface CommandEnded {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'sonde-cli-'));
}

/** Starts `sonde <args>` on a home; nothing of the caller's environment reaches it but PATH. */
export function startSonde(home: string, args: readonly string[]): ChildProcess {
  const env = { PATH: process.env['PATH'] ?? '', SONDE_HOME: home, SONDE_INSTRUMENTATIONS: 'none' };
  return spawn(process.execPath, ['--conditions=@sonde/source', bin, ...args], { env });
}

/** Runs `sonde <args>` to its end. */
export function sonde(home: string, ...args: readonly string[]): Promise<CommandEnded> {
  const child = startSonde(home, args);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })));
}

/** Collects lines of a running command until one fits. */
export async function lineOf(child: ChildProcess, fits: (line: string) => boolean): Promise<string> {
  let buffered = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    buffered += chunk.toString();
    const line = buffered.split('\n').slice(0, -1).find(fits);
    if (line !== undefined) return line;
  }
  throw new Error(`no such line in: ${buffered}`);
}
