/** `run/studio.json`: who owns the store of a home, and how to reach it. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from '@sonde/otlp/segments';

/** Content of the file. Addresses are missing until the studio listens. */
export interface RunFile extends ProcessIdentity {
  /** Address of UI and API, without token. */
  readonly url?: string;
  /** Address of the OTLP receiver, when it runs. */
  readonly otlpUrl?: string;
  readonly token: string;
}

/** Path of the file in a home. */
export function runFilePath(home: string): string {
  return join(home, 'run', 'studio.json');
}

/** Reads the file; undefined when there is none, or nothing that can be understood. */
export async function readRunFile(path: string): Promise<RunFile | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isRunFile(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the file atomically. */
export async function replaceRunFile(path: string, content: RunFile): Promise<void> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(draft, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function isRunFile(value: unknown): value is RunFile {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTimeMs, token } = value as Partial<Record<keyof RunFile, unknown>>;
  return typeof pid === 'number' && typeof startTimeMs === 'number' && typeof token === 'string';
}
