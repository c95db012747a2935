/** The assistant as a process of its own, started the way a user starts an application with Sonde. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../src/progress.ts';

/** Where the assistant finds its model. */
export interface ModelServer {
  /** Base URL of an OpenAI-compatible server. */
  readonly url: string;
  /** Model to ask for; the simulated ones by default. */
  readonly model: string | undefined;
  /** Labels all telemetry of the run. */
  readonly mode: 'simulated' | 'external';
}

/** How to start it. */
export interface AssistantOptions {
  /** Home that its telemetry goes to. */
  readonly home: string;
  readonly questions: number;
  readonly llm: ModelServer;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/** How the run ended. */
export interface RunResult {
  readonly answered: number;
  readonly failed: number;
}

/** Name of the service in the telemetry. */
export const SERVICE = 'atlas';
const OUTPUT_LENGTH_MAX = 20_000;
/** Time an interrupted assistant has to write out its telemetry. */
const END_MS = 5_000;

const directory = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs the assistant to its end.
 *
 * @throws Error with what it printed when it ends otherwise than by having finished
 */
export async function runAssistant(options: AssistantOptions): Promise<RunResult> {
  const child = start(options);
  let output = '';
  let finished: RunResult | undefined;
  const keep = (text: string) => (output = (output + text).slice(-OUTPUT_LENGTH_MAX));
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  child.on('message', (progress: Progress) => {
    if (progress.type === 'finished') finished = progress;
    options.onProgress(progress);
  });
  const stop = () => endSoon(child);
  options.signal.addEventListener('abort', stop);
  const end = await ended(child);
  options.signal.removeEventListener('abort', stop);
  options.signal.throwIfAborted();
  if (finished === undefined || end !== 0)
    throw new Error(`The assistant ended with ${end}.\n${output.trimEnd()}`);
  return finished;
}

function start(options: AssistantOptions): ChildProcess {
  const { home, questions, llm } = options;
  const app = ['src/app.ts', '--questions', String(questions), '--llm', llm.url];
  return spawn(
    process.execPath,
    [
      ...conditions(),
      '--import',
      '@sonde/sdk/register',
      ...app,
      ...(llm.model ? ['--model', llm.model] : []),
    ],
    {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...withoutObservation(process.env),
        SONDE_HOME: home,
        SONDE_SERVICE: SERVICE,
        SONDE_PRICES: 'prices.yaml',
        OTEL_RESOURCE_ATTRIBUTES: `demo.llm.mode=${llm.mode}`,
      },
    },
  );
}

/** The sources of the packages, where this process runs from them; what was built otherwise. */
function conditions(): readonly string[] {
  return process.execArgv.filter((arg) => arg.startsWith('--conditions='));
}

/** Settings of other runs and of other tracers must not decide what the demo finds. */
function withoutObservation(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(?:OTEL_|SONDE_|BUGCATCHER_|PERFCATCHER_|LANGSMITH_|LANGCHAIN_)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}

function endSoon(child: ChildProcess): void {
  child.kill('SIGINT');
  setTimeout(() => child.kill('SIGKILL'), END_MS).unref();
}

function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'no status'));
  });
}
