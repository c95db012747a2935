/** A reader for a command: the running studio's, or that of one started just for the command. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isSondeError } from '@sonde/conventions';
import type { TelemetryReader } from '@sonde/store/reader';
import type { Studio } from '@sonde/studio';
import { connectStudio } from '@sonde/studio/client';
import type { Terminal } from './terminal.ts';

const CATCH_UP_MS = 30_000;
const POLL_MS = 20;

/** Runs a command against a reader. */
export async function withReader(
  home: string,
  terminal: Terminal,
  use: (reader: TelemetryReader) => Promise<number>,
): Promise<number> {
  try {
    return await use(await connectStudio(home));
  } catch (error) {
    if (!isSondeError(error) || error.code !== 'STUDIO_UNREACHABLE') throw error;
  }
  const { startStudio } = await import('@sonde/studio');
  const studio = await startStudio({ home, port: 0, otlpPort: null });
  try {
    await catchUp(studio, terminal);
    return await use(studio.reader);
  } finally {
    await studio.close();
  }
}

/** Waits until what lies in the spools is stored and indexed. */
async function catchUp({ about, reader }: Studio, terminal: Terminal): Promise<void> {
  const deadline = performance.now() + CATCH_UP_MS;
  while (performance.now() < deadline && !terminal.interrupted.aborted) {
    if (about().spools.caughtUpCount > 0 && (await reader.status()).indexLagBytes === 0) return;
    await sleep(POLL_MS);
  }
}
