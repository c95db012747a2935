/** Runs an application as a child process under observation. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DetailLevel } from '@sonde/conventions';
import type { InstrumentationReport } from '@sonde/instrumentation';
import { fixtures } from './fixtures.ts';

/** One span, as far as it matters here. */
export interface RecordedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Everything that was observed of one process. */
export interface ObservedRun {
  readonly report: InstrumentationReport;
  readonly internalErrors: readonly string[];
  readonly events: readonly {
    readonly eventName: string;
    readonly traceId: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly spans: readonly RecordedSpan[];
}

/** An application and how to run it. */
export interface Application {
  /** File below `fixtures/`. */
  readonly file: string;
  readonly provider: { readonly url: string; readonly wireUrl: string };
  readonly detail?: DetailLevel;
  /** `none` leaves the loader hook out. */
  readonly hook?: 'none';
  /** The Node to run it with (this one). */
  readonly node?: string;
}

const TIMEOUT_MS = 60_000;

/**
 * Runs an application to its end.
 *
 * @returns What was observed, and what the application wrote.
 */
export async function observedRun(
  app: Application,
): Promise<{ readonly run: ObservedRun; readonly stdout: string; readonly stderr: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-conformance-'));
  const out = join(folder, 'run.json');
  try {
    const { stdout, stderr } = await execute(app, out);
    return { run: JSON.parse(await readFile(out, 'utf8')) as ObservedRun, stdout, stderr };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function execute(app: Application, out: string): Promise<{ stdout: string; stderr: string }> {
  const start = join(fixtures, '..', 'conformance', 'start.ts');
  const args = ['--conditions=@sonde/source', '--expose-gc', '--import', start, join(fixtures, app.file)];
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    OPENAI_API_KEY: 'test',
    OPENAI_BASE_URL: `${app.provider.url}/v1`,
    OPENAI_WIRE_URL: app.provider.wireUrl,
    CONFORMANCE_OUT: out,
    CONFORMANCE_DETAIL: app.detail ?? 'full',
    CONFORMANCE_HOOK: app.hook ?? '',
  };
  return new Promise((resolve, reject) => {
    execFile(app.node ?? process.execPath, args, { env, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout, stderr });
      else reject(new Error(`${app.file} failed: ${error.message}\n${stdout}\n${stderr}`, { cause: error }));
    });
  });
}
