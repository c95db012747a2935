/** One run: a fresh process for one scenario and one subject, and what arrived of it. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measured, Parameters, ScenarioRun } from './scenario.ts';
import type { Sink, SinkCounts } from './sink-process.ts';
import type { SubjectDefinition } from './subject.ts';

/** What is run. */
export interface RunSpec {
  readonly suite: string;
  readonly scenario: string;
  readonly subject: SubjectDefinition;
  readonly pass: number;
  readonly parameters: Parameters;
  /** Further options of its Node process. */
  readonly nodeFlags: readonly string[];
}

/** What came of it. */
export type RunOutcome =
  | { readonly spec: RunSpec; readonly measured: Measured; readonly arrived: SinkCounts }
  | { readonly spec: RunSpec; readonly failure: string };

/** No run is meant to take longer; a stuck one must not hold up the rest. */
const RUN_MS_MAX = 120_000;
const OUTPUT_CHARS_MAX = 4_000;
const entry = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Runs it to its end. */
export async function runChild(spec: RunSpec, sink: Sink): Promise<RunOutcome> {
  const home = mkdtempSync(join(tmpdir(), 'sonde-bench-'));
  const name = `${spec.scenario}-${spec.subject.id}-${spec.pass}`;
  const run: ScenarioRun = {
    subject: spec.subject.id,
    folder: spec.subject.folder,
    parameters: spec.parameters,
    options: { endpoint: sink.urlOf(name), home },
  };
  try {
    const file = new URL(`../suites/${spec.suite}/${spec.scenario}.ts`, import.meta.url).href;
    const measured = await inProcess([file, JSON.stringify(run)], spec.nodeFlags, spec.subject.environment);
    return { spec, measured, arrived: await sink.counts(name) };
  } catch (error) {
    return { spec, failure: `${name}: ${(error as Error).message}` };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function inProcess(
  args: readonly string[],
  nodeFlags: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Measured> {
  const child = fork(entry, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--no-warnings', ...nodeFlags],
    env: { ...inheritedEnvironment(), ...environment },
  });
  let output = '';
  let measured: Measured | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => (output = `${output}${chunk}`.slice(-OUTPUT_CHARS_MAX)));
  const timer = setTimeout(() => child.kill('SIGKILL'), RUN_MS_MAX);
  return new Promise((resolve, reject) => {
    child.on('message', (message) => (measured = message as Measured));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      if (measured !== undefined) resolve(measured);
      else reject(new Error(`ended with ${status ?? signal}\n${output}`));
    });
  });
}

/** What the developer has set for Sonde or OpenTelemetry must not reach the subjects: defaults are compared. */
function inheritedEnvironment(): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(SONDE|OTEL|TRACELOOP|PHOENIX|LANGFUSE|SENTRY)_/.test(name),
  );
  return { ...Object.fromEntries(own), TRACELOOP_TELEMETRY: 'false', NODE_ENV: 'production' };
}
