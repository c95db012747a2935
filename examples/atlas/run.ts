#!/usr/bin/env node
/** The demo: starts the studio, the simulated model and the assistant, then says what Sonde found. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSondeError } from '@sonde/conventions';
import { type Studio, startStudio } from '@sonde/studio';
import { type ModelServer, type RunResult, runAssistant, SERVICE } from './driver/assistant-process.ts';
import { type Expectation, judge, type Seeded } from './driver/expectations.ts';
import { firstModelOf } from './driver/external-model.ts';
import { collectFindings, type Findings } from './driver/findings.ts';
import { aborted, abortOnSignals } from './driver/interrupt.ts';
import { awaitIngestion, knownSpools } from './driver/ledgers.ts';
import { type DemoOptions, OptionError, readDemoOptions, usage } from './driver/options.ts';
import { reportOf, verdictOf } from './driver/report.ts';
import { type StatusLine, statusLine } from './driver/status-line.ts';
import { apiKeyOf, SEED } from './src/app-options.ts';
import { type Corpus, loadCorpus } from './src/corpus.ts';
import type { Progress } from './src/progress.ts';
import { conversionCount, createQuestions, hasEconomy, type Question } from './src/questions.ts';
import { startSimulatedLlm } from './src/simulated-llm.ts';

/** A run that has come to its end. */
interface Outcome {
  readonly result: RunResult;
  readonly findings: Findings;
  readonly elapsedMs: number;
  readonly seeded: Seeded;
}

const EXIT_CODE_USAGE = 64;
const EXIT_CODE_INTERRUPTED = 130;

process.exitCode = await main();

async function main(): Promise<number> {
  const line = statusLine();
  try {
    const options = readDemoOptions(process.argv.slice(2));
    if (options.help) console.log(usage);
    return options.help ? 0 : await demo(options, line, abortOnSignals());
  } catch (error) {
    line.clear();
    if (error instanceof OptionError)
      console.error(`${error.message}\nnpm run demo -- --help lists the options.`);
    else if (isSondeError(error)) console.error(`${error.message}\n${error.why}\n${error.fix}`);
    else console.error(error);
    return error instanceof OptionError ? EXIT_CODE_USAGE : 1;
  }
}

async function demo(options: DemoOptions, line: StatusLine, signal: AbortSignal): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const home = homeOf(options, stack);
  line.show('Starting the viewer');
  const studio = await startStudio({ home, otlpPort: null, demo: true, ...portOf(options) });
  stack.defer(() => studio.close());
  try {
    const outcome = await runOnce(options, { home, studio, line, signal, stack });
    line.clear();
    const expectations = options.check ? judge(outcome.findings, outcome.seeded) : [];
    print(options, outcome, expectations);
    if (options.check) return expectations.every(({ holds }) => holds) ? 0 : 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    line.clear();
    return EXIT_CODE_INTERRUPTED;
  }
  console.error(`\nViewer: ${studio.url}\nPress Ctrl-C to end.`);
  await aborted(signal);
  return 0;
}

interface Surroundings {
  readonly home: string;
  readonly studio: Studio;
  readonly line: StatusLine;
  readonly signal: AbortSignal;
  readonly stack: AsyncDisposableStack;
}

async function runOnce(options: DemoOptions, surroundings: Surroundings): Promise<Outcome> {
  const { home, studio, line, signal, stack } = surroundings;
  const startMs = Date.now();
  const corpus = loadCorpus();
  const questions = createQuestions(corpus, options.questions, SEED);
  const spools = await knownSpools(studio.reader);
  const llm =
    options.llm === undefined ? await simulation(questions, stack) : await external(options.llm, options);
  line.show('Starting the assistant');
  const result = await runAssistant({
    home,
    questions: questions.length,
    llm,
    onProgress: (progress) => showProgress(line, progress),
    signal,
  });
  const elapsedMs = Date.now() - startMs;
  line.show('Waiting for the telemetry');
  const balances = await awaitIngestion(studio.reader, { service: SERVICE, known: spools, signal });
  const findings = await collectFindings(studio.reader, { service: SERVICE, fromMs: startMs }, balances);
  return { result, findings, elapsedMs, seeded: seededBy(questions, corpus) };
}

async function simulation(questions: readonly Question[], stack: AsyncDisposableStack): Promise<ModelServer> {
  const llm = await startSimulatedLlm(questions, SEED);
  stack.defer(() => llm.stop());
  return { url: llm.url, model: undefined, mode: 'simulated' };
}

async function external(url: string, { model }: DemoOptions): Promise<ModelServer> {
  return { url, model: model ?? (await firstModelOf(url, apiKeyOf(process.env))), mode: 'external' };
}

/** A check leaves nothing behind; the demo keeps its home in the project, so that the viewer stays useful. */
function homeOf({ check, keep }: DemoOptions, stack: AsyncDisposableStack): string {
  if (!check) return fileURLToPath(new URL('../../.sonde', import.meta.url));
  const home = mkdtempSync(join(tmpdir(), 'sonde-demo-'));
  if (keep) console.error(`Home: ${home}`);
  else stack.defer(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

function portOf({ port, check }: DemoOptions): { port?: number } {
  if (port !== undefined) return { port };
  return check ? { port: 0 } : {};
}

function seededBy(questions: readonly Question[], corpus: Corpus): Seeded {
  const without = new Set(corpus.countries.filter((country) => !hasEconomy(country)).map(({ name }) => name));
  return {
    conversions: conversionCount(questions),
    withoutEconomy: questions.filter(({ country }) => without.has(country)).length,
  };
}

function showProgress(line: StatusLine, progress: Progress): void {
  if (progress.type === 'index')
    line.show('Building the index, once', `${progress.done} of ${progress.total} passages`);
  if (progress.type === 'questions')
    line.show('Answering questions', `${progress.done} of ${progress.total}, ${progress.failed} failed`);
}

function print(
  options: DemoOptions,
  { result, findings, elapsedMs }: Outcome,
  expectations: readonly Expectation[],
): void {
  if (options.json) {
    const ok = expectations.every(({ holds }) => holds);
    const verdict = options.check ? { ok, expectations } : {};
    return console.log(JSON.stringify({ ...verdict, ...result, elapsedMs, findings }, null, 2));
  }
  console.log(reportOf(findings, result, elapsedMs));
  if (options.check) console.log(`\n${verdictOf(expectations)}`);
}
