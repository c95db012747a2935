/**
 * Does what a newcomer does with nothing but the README and the packed packages, in ES modules and in CommonJS: runs
 * programs of one's own and the README's, and finds the calls and their messages by the command and in the viewer.
 * Fails when anything is missing, or took longer than two minutes. Needs a build.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from './first-use-process.ts';
import {
  conversation,
  type ModuleSystem,
  observedProgram,
  plainProgram,
  readme,
  readmeProgram,
  simulatedModel,
} from './first-use-programs.ts';
import { lookAtSpan } from './first-use-viewer.ts';
import { installWithNpm, type Outcome, type Packed, packAll, runProgram } from './tarballs.ts';

interface Newcomer {
  readonly system: ModuleSystem;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Time of the newcomer so far, without installing what is not Sonde's. */
  spentMs: number;
}

interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly kind: string;
  readonly operation: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const SPENT_MS_MAX = 120_000;
const foreign = ['openai@7', '@copilotkit/aimock@1.43.0'];
const runPlain = 'npx sonde run -- node app.js';
const startViewer = 'npx sonde up';

const work = mkdtempSync(join(tmpdir(), 'sonde-first-use-'));
try {
  for (const command of [runPlain, startViewer, `node ${readmeProgram().file}`]) {
    if (!readme().includes(command)) throw new Error(`The README does not say: ${command}`);
  }
  const packages = packAll(work);
  for (const system of ['esm', 'commonjs'] as const) await use(system, packages);
  console.log('A newcomer sees programs of their own, from ES modules and CommonJS.');
} finally {
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}

async function use(system: ModuleSystem, packages: readonly Packed[]): Promise<void> {
  console.log(`\n${system} on Node ${runProgram('node', ['--version'], work).stdout.trim()}`);
  const folder = join(work, `newcomer-${system}`);
  mkdirSync(folder);
  const newcomer: Newcomer = { system, folder, environment: strangersEnvironment(folder), spentMs: 0 };
  prepare(newcomer, packages);
  await using model = await startProgram('node', ['model.mjs'], newcomer, /^http:\S+/m);
  Object.assign(newcomer.environment, { OPENAI_BASE_URL: `${model.found}/v1`, OPENAI_API_KEY: 'none' });
  usePlainProgram(newcomer);
  useReadmeProgram(newcomer);
  await seeInViewer(newcomer, useObservedProgram(newcomer));
  report(newcomer.spentMs, 'in all');
  assert(newcomer.spentMs <= SPENT_MS_MAX, `that is less than ${SPENT_MS_MAX / 1000} s`);
}

/** Nothing of the npm that runs this script, nor of the user's own Sonde. */
function strangersEnvironment(folder: string): NodeJS.ProcessEnv {
  const own = /^(npm_(?!config_(cache|registry|userconfig)$)|INIT_CWD$|NODE_OPTIONS$|(SONDE|OTEL|OPENAI)_)/;
  const entries = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(entries), XDG_STATE_HOME: join(folder, 'state') };
}

function prepare(newcomer: Newcomer, packages: readonly Packed[]): void {
  const { system, folder, environment } = newcomer;
  step(newcomer, 'npm init -y');
  step(newcomer, `npm pkg set type=${system === 'esm' ? 'module' : 'commonjs'}`);
  timed('npm install of what is not ours, not counted', () => installWithNpm(foreign, folder, environment));
  const tarballs = packages.map(({ tarball }) => tarball);
  const install = () => installWithNpm(tarballs, folder, environment);
  newcomer.spentMs += timed('npm install of the packed packages', install).durationMs;
  writeFileSync(join(folder, 'model.mjs'), simulatedModel);
}

/** `sonde run` alone: the program's own calls are there, with their messages. */
function usePlainProgram(newcomer: Newcomer): void {
  writeFileSync(join(newcomer.folder, 'app.js'), plainProgram(newcomer.system));
  const { output } = step(newcomer, runPlain);
  assert(output.includes(conversation.answer), 'the program answers as without Sonde', output);
  assert(/http:\/\/127\.0\.0\.1:\d+\/\?token=/.test(output), 'it says where the viewer is', output);
  const { stdout } = step(newcomer, 'npx sonde traces --json');
  const { items } = JSON.parse(stdout) as { readonly items: readonly { readonly name: string }[] };
  const names = items.map(({ name }) => name).join(', ');
  assert(names === 'chat gpt-5-mini, chat gpt-5-mini', 'both calls are listed', names);
  const calls = JSON.stringify(exported(newcomer, `newcomer-${newcomer.system}`));
  for (const text of Object.values(conversation)) assert(calls.includes(text), `told: ${text}`, calls);
}

/** The README's program, as it stands there. */
function useReadmeProgram(newcomer: Newcomer): void {
  const { file, text } = readmeProgram();
  writeFileSync(join(newcomer.folder, file), text);
  step(newcomer, `node ${file}`);
  assertOneTrace(exported(newcomer, 'atlas'), 'agent trip_planner, llm gpt-5-mini, tool find_flights');
}

/** A program of one's own that wraps its tool; gives its spans. */
function useObservedProgram(newcomer: Newcomer): readonly ExportedSpan[] {
  writeFileSync(join(newcomer.folder, 'observed.js'), observedProgram(newcomer.system));
  const { output } = step(newcomer, 'node observed.js');
  assert(output.includes(conversation.answer), 'the observed program answers', output);
  const spans = exported(newcomer, 'weather');
  assertOneTrace(spans, 'agent weather_agent, llm gpt-5-mini, llm gpt-5-mini, tool weather_of');
  return spans;
}

async function seeInViewer(newcomer: Newcomer, spans: readonly ExportedSpan[]): Promise<void> {
  const startMs = performance.now();
  await using studio = await startProgram('npx', ['sonde', 'up'], newcomer, /http:\S+token=\S+/);
  await lookAtSpan(studio.found, lastOf(spans, 'llm'), [conversation.question, conversation.answer]);
  await lookAtSpan(studio.found, lastOf(spans, 'tool'), ['Lisbon', conversation.toolResult]);
  const durationMs = performance.now() - startMs;
  newcomer.spentMs += durationMs;
  report(durationMs, `${startViewer}, and both spans looked at`);
}

function lastOf(spans: readonly ExportedSpan[], wanted: string): ExportedSpan {
  const found = spans.findLast(({ kind }) => kind === wanted);
  if (found === undefined) throw new Error(`There is no span of kind ${wanted}.`);
  return found;
}

/** All spans of a service, in order of their start. */
function exported(newcomer: Newcomer, service: string): readonly ExportedSpan[] {
  const { stdout } = step(newcomer, `npx sonde export --service ${service}`);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{"type":"span"'))
    .map((line) => JSON.parse(line) as ExportedSpan);
}

function assertOneTrace(spans: readonly ExportedSpan[], wanted: string): void {
  const operations = spans.map(({ kind, operation }) => `${kind} ${operation}`).toSorted();
  assert(operations.join(', ') === wanted, `there are the spans ${wanted}`, operations.join(', '));
  assert(new Set(spans.map(({ traceId }) => traceId)).size === 1, 'they are one trace');
}

/** Runs a command as the newcomer types it. */
function step(newcomer: Newcomer, command: string): Outcome {
  const [program = '', ...args] = command.split(' ');
  const run = () => runProgram(program, args, newcomer.folder, newcomer.environment);
  const { outcome, durationMs } = timed(command, run);
  newcomer.spentMs += durationMs;
  return outcome;
}

function timed(title: string, run: () => Outcome): { outcome: Outcome; durationMs: number } {
  const startMs = performance.now();
  const outcome = run();
  const durationMs = performance.now() - startMs;
  report(durationMs, title);
  assert(outcome.ok, `${title} ends well`, outcome.output);
  return { outcome, durationMs };
}

function report(durationMs: number, title: string): void {
  console.log(`${(durationMs / 1000).toFixed(1).padStart(6)} s  ${title}`);
}

function assert(holds: boolean, claim: string, found = ''): void {
  if (!holds) throw new Error(`Not so: ${claim}.\n${found}`);
}
