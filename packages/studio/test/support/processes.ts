/** Programs of the tests as child processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A running program. */
export interface Program {
  readonly child: ChildProcess;
  /** First line it prints. */
  readonly firstLine: Promise<string>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts a program of `test/programs`. */
export function startProgram(name: string, ...args: readonly string[]): Program {
  const file = fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@sonde/source', '--no-warnings', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  return {
    child,
    firstLine: firstLineOf(child),
    end: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}

async function firstLineOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The program has no output.');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('The program ended without a line.');
}

/** Process id of the store's child among the children of a process. */
export function findIndexPid(parentPid: number): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((name) => isIndexOf(name, parentPid));
  if (found === undefined) throw new Error(`Process ${parentPid} has no index process.`);
  return Number(found);
}

function isIndexOf(pid: string, parentPid: number): boolean {
  try {
    const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(parent) === parentPid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('store');
  } catch {
    return false; // it has ended
  }
}
