/**
 * Breaks lines one by one and tells which breaks no test notices: `npm run mutate -- [FILE]… [--json]`. Works in a clone
 * of the last commit, into which it installs Stryker; takes about 5 s a line of logic, so it runs by hand.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stryker = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/jest-runner@9.6.1'];
/** Processors, interceptors and spool: what must not break unnoticed. */
const watched = [
  'packages/observe/src/lib/interceptors.ts',
  'packages/observe/src/lib/exception-context-processor.ts',
  'packages/observe/src/lib/latency-variance-processor.ts',
  'packages/sdk/src/lib/sonde-span-processor.ts',
  'packages/sdk/src/lib/spool/spool.ts',
  'packages/sdk/src/lib/spool/spool-limit.ts',
];

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}

interface Score {
  readonly file: string;
  readonly mutants: number;
  readonly noticed: number;
  readonly unnoticed: readonly string[];
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});

if (flags.help)
  console.log(`Usage: npm run mutate -- [FILE]… [--json]\n\nFiles unless named:\n  ${watched.join('\n  ')}`);
else mutate(positionals.length > 0 ? positionals : watched);

function mutate(files: readonly string[]): void {
  const work = mkdtempSync(join(tmpdir(), 'sonde-mutants-'));
  try {
    const clone = join(work, 'clone');
    run('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, clone], work);
    run('npm', ['ci', '--silent', '--no-audit', '--no-fund'], clone);
    run('npm', ['install', '--no-save', '--silent', '--no-audit', '--no-fund', ...stryker], clone);
    writeFileSync(join(clone, 'stryker.config.json'), JSON.stringify(configuration(files)));
    run('node', ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run'], clone);
    print(scoresIn(join(clone, 'mutants.json')));
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

function configuration(files: readonly string[]): object {
  return {
    mutate: files,
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
    jest: { projectType: 'custom', configFile: 'jest.config.ts', enableFindRelatedTests: true },
    plugins: ['@stryker-mutator/jest-runner'],
    coverageAnalysis: 'perTest',
    // What runs once, while a module loads, cannot be broken for one test alone.
    ignoreStatic: true,
    // The packages are links: a copy of the tree would test the sources it was copied from.
    inPlace: true,
    // Nothing is type-checked; a comment in each file would change those that tests compare with the README.
    disableTypeChecks: false,
    concurrency: 1,
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: 'mutants.json' },
  };
}

function run(program: string, args: readonly string[], cwd: string): void {
  const stdio = flags.json ? ('ignore' as const) : ('inherit' as const);
  const { status } = spawnSync(program, args, { cwd, stdio: ['ignore', stdio, 'inherit'] });
  if (status !== 0) throw new Error(`${program} ${args[0] ?? ''} ended with ${status}`);
}

function scoresIn(report: string): readonly Score[] {
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
  };
  return Object.entries(files).map(([file, { mutants }]) => {
    const counted = mutants.filter(({ status }) => status !== 'Ignored');
    const unnoticed = counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    return {
      file,
      mutants: counted.length,
      noticed: counted.length - unnoticed.length,
      unnoticed: unnoticed.map(
        ({ location, mutatorName, replacement = '' }) =>
          `${location.start.line} ${mutatorName} ${replacement}`,
      ),
    };
  });
}

/** As Markdown, for `docs/testing.md`, then what no test noticed. */
function print(scores: readonly Score[]): void {
  if (flags.json) return console.log(JSON.stringify(scores, null, 2));
  console.log('\n| file | mutants | noticed |\n|---|---|---|');
  for (const { file, mutants, noticed } of scores)
    console.log(`| \`${file}\` | ${mutants} | ${((100 * noticed) / mutants).toFixed(1)} % |`);
  for (const { file, unnoticed } of scores)
    for (const line of unnoticed)
      console.log(`${basename(file)}:${line.replaceAll(/\s+/g, ' ').slice(0, 100)}`);
}
