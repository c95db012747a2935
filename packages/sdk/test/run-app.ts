/** Runs a real program with the SDK preloaded, and reads what its spool holds. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decodeRecord, type LogRecord, type MetricRecord, type SpanRecord } from '@sonde/otlp';
import { FrameKind, parseJson, SegmentFollower } from '@sonde/otlp/segments';
import type { LedgerSnapshot } from '../src/lib/spool/ledger.ts';

const packageDirectory = resolve('packages/sdk');

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home directory of its own for each test. */
export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'sonde-sdk-'));
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}

/** How Sonde is started before a program: on its own providers, or on a `NodeSDK`. */
export const doors = ['@sonde/sdk/register', './test/doors/node-sdk.mjs'] as const;

/** Runs `test/apps/<app>`; `preload: false` runs it without Sonde, to compare. */
export function runApp(
  app: string,
  environment: Record<string, string>,
  { preload = true, door = doors[0] }: { preload?: boolean; door?: (typeof doors)[number] } = {},
): Promise<Ended> {
  const flags = preload ? ['--import', door] : [];
  return spawnNode([...flags, `test/apps/${app}`], environment);
}

/** Runs Node with Sonde preloaded and these arguments. */
export function runNode(args: readonly string[], environment: Record<string, string>): Promise<Ended> {
  return spawnNode(['--import', '@sonde/sdk/register', ...args], environment);
}

/** Runs a program in TypeScript that is given as text, without Sonde preloaded. */
export function runScript(code: string, environment: Record<string, string>): Promise<Ended> {
  return spawnNode(['--no-warnings', '--input-type=module-typescript', '--eval', code], environment);
}

function spawnNode(args: readonly string[], environment: Record<string, string>): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    SONDE_INSTRUMENTATIONS: 'none',
    SONDE_SERVICE: 'app',
    ...environment,
  };
  const child = spawn(process.execPath, ['--conditions=@sonde/source', ...args], {
    cwd: packageDirectory,
    env,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr })));
}

/** What a spool holds. */
export interface SpoolContent {
  readonly spans: readonly SpanRecord[];
  readonly logs: readonly LogRecord[];
  readonly metrics: readonly MetricRecord[];
  readonly ledger: LedgerSnapshot | undefined;
}

/** Reads all spools of a service. */
export function readSpools(home: string, service: string = 'app'): SpoolContent {
  const spans: SpanRecord[] = [];
  const logs: LogRecord[] = [];
  const metrics: MetricRecord[] = [];
  let ledger: LedgerSnapshot | undefined;
  for (const name of readdirSync(join(home, 'spool', service))) {
    const follower = new SegmentFollower({ directory: join(home, 'spool', service, name) });
    for (let done = false; !done; ) {
      const { frames, caughtUp } = follower.poll();
      for (const frame of frames) {
        if (frame.kind === FrameKind.span && frame.raw) spans.push(decodeRecord('traces', frame.raw.record));
        if (frame.kind === FrameKind.log && frame.raw) logs.push(decodeRecord('logs', frame.raw.record));
        if (frame.kind === FrameKind.metric && frame.raw)
          metrics.push(decodeRecord('metrics', frame.raw.record));
        if (frame.kind === FrameKind.ledger) ledger = parseJson(frame) as unknown as LedgerSnapshot;
      }
      done = caughtUp;
    }
  }
  return { spans, logs, metrics, ledger };
}
