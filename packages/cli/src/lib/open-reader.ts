/** A reader for a command: the running studio's, or that of one started just for the command. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isSondeError } from '@sonde/conventions';
import type { TelemetryReader } from '@sonde/store/reader';
import { connectStudio } from '@sonde/studio/client';
import type { Terminal } from './terminal.ts';

const CATCH_UP_MS = 10_000;
const POLL_MS = 50;
/** The spools are looked through every 500 ms: two looks with nothing new mean that all is read. */
const QUIET_POLLS = 20;

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
    const reader = await connectStudio(home);
    await catchUp(reader, terminal);
    return await use(reader);
  } finally {
    await studio.close();
  }
}

/** Waits until what lies in the spools is stored and indexed. */
async function catchUp(reader: TelemetryReader, terminal: Terminal): Promise<void> {
  const deadline = performance.now() + CATCH_UP_MS;
  let seen = -1;
  let quietPolls = 0;
  while (quietPolls < QUIET_POLLS && performance.now() < deadline && !terminal.interrupted.aborted) {
    const { spanCount, logCount, logBytes, indexLagBytes } = await reader.status();
    const now = spanCount + logCount + logBytes;
    quietPolls = now === seen && indexLagBytes === 0 ? quietPolls + 1 : 0;
    seen = now;
    await sleep(POLL_MS);
  }
}
