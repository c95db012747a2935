/**
 * Runs every row of the fault table (docs/testing.md) and prints what ran, what was left out and why, and how long it
 * took; `--help` tells what can be chosen. Exit code 1 when a row fails.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const help = `npm run test:faults -- [NAME...] [--full] [--json] [--workers N]

NAME         runs only the rows whose name or file contains it
--full       200 kills instead of 20, outages of 30 s instead of 5 s, more seeds
--json       prints the result as JSON
--workers N  files run at a time (2)

SEED=N repeats one seed of the rows that have seeds.`;

/** What jest writes about a test. */
interface JestAssertion {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo' | 'disabled';
  readonly duration?: number | null;
  readonly failureMessages: readonly string[];
}

interface JestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly JestAssertion[];
}

interface Row {
  readonly file: string;
  readonly name: string;
  readonly outcome: 'ok' | 'FAIL' | 'left out';
  readonly reason?: string;
  readonly seconds: number;
}

const TICKS_PER_SECOND = 100;
/** A row of the full variant kills 200 processes one after the other. */
const ROW_MS_MAX = { quick: 180_000, full: 1_800_000 };

const { values: flags, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    workers: { type: 'string', default: '2' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (flags.help === true) {
  console.log(help);
  process.exit(0);
}
const startedMs = performance.now();
const rows = (await runJest()).flatMap(rowsOf);
const seconds = (performance.now() - startedMs) / 1_000;
const chosen = names.length === 0 ? rows : rows.filter(isChosen);
if (flags.json)
  console.log(JSON.stringify({ full: flags.full, seconds, cpuSeconds: cpuSeconds(), rows: chosen }, null, 2));
else print(chosen);
if (chosen.length === 0) console.error(`No row has the name ${names.join(' or ')}.`);
if (chosen.length === 0 || chosen.some(({ outcome }) => outcome === 'FAIL')) process.exitCode = 1;

async function runJest(): Promise<readonly JestFile[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sonde-test-faults-'));
  const outputFile = join(directory, 'result.json');
  const mode = flags.full ? 'full' : 'quick';
  const args = [
    ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
    ...['--config', 'jest.slow.config.ts', '--json', '--outputFile', outputFile],
    ...['--maxWorkers', flags.workers, '--testTimeout', String(ROW_MS_MAX[mode])],
    ...['--testPathIgnorePatterns', '/node_modules/', '/dist/', '/test/browser/'],
    ...namePatterns(),
  ];
  try {
    const env = { ...process.env, ...(flags.full ? { SONDE_FAULTS_FULL: '1' } : {}) };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    await new Promise((ended) => child.on('close', ended));
    return (JSON.parse(readFileSync(outputFile, 'utf8')) as { testResults: JestFile[] }).testResults;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Names of files choose files; anything else is looked for in the names of rows. */
function namePatterns(): readonly string[] {
  if (names.length === 0) return [];
  const quoted = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const isFile = names.every((name) => /^[a-z-]+(\.test\.ts)?$/.test(name) && name.includes('-'));
  return [isFile ? '--testPathPatterns' : '--testNamePattern', quoted.join('|')];
}

/** A file that cannot be loaded is a row that fails. */
function rowsOf({ name, message, status, assertionResults }: JestFile): readonly Row[] {
  const file = basename(name, '.test.ts');
  if (assertionResults.length === 0 && status === 'failed')
    return [{ file, name: message.trim().split('\n')[0] ?? '', outcome: 'FAIL', seconds: 0 }];
  return assertionResults
    .filter(({ status: each }) => each === 'passed' || each === 'failed')
    .map((assertion) => rowOf(file, assertion));
}

function rowOf(file: string, { ancestorTitles, title, status, duration }: JestAssertion): Row {
  const [, text = title, reason] = /^(.*) \[left out: (.*)\]$/.exec(title) ?? [];
  const name = [...ancestorTitles, text].join(' ');
  const spent = (duration ?? 0) / 1_000;
  if (reason !== undefined) return { file, name, outcome: 'left out', reason, seconds: spent };
  return { file, name, outcome: status === 'passed' ? 'ok' : 'FAIL', seconds: spent };
}

function isChosen({ file, name }: Row): boolean {
  return names.some((each) => `${file}.test.ts`.includes(each) || name.includes(each));
}

function print(table: readonly Row[]): void {
  for (const file of new Set(table.map((row) => row.file))) {
    console.log(`\n${file}`);
    for (const row of table.filter((each) => each.file === file))
      console.log(
        `  ${row.outcome.padEnd(8)} ${row.seconds.toFixed(1).padStart(6)} s  ${row.name}${row.reason === undefined ? '' : ` (${row.reason})`}`,
      );
  }
  const count = (outcome: Row['outcome']) => table.filter((row) => row.outcome === outcome).length;
  const variant = flags.full
    ? 'full variant'
    : 'quick variant; --full kills 200 times, and lets outages last 30 s';
  console.log(
    `\n${table.length} rows: ${count('ok')} ok, ${count('FAIL')} failed, ${count('left out')} left out (${variant})`,
  );
  for (const { file, name, reason } of table.filter(({ outcome }) => outcome === 'left out'))
    console.log(`  left out: ${file}: ${name} (${reason})`);
  for (const { file, name } of table.filter(({ outcome }) => outcome === 'FAIL'))
    console.log(`  FAILED: ${file}: ${name}`);
  const cpu = cpuSeconds();
  console.log(`${seconds.toFixed(0)} s${cpu === undefined ? '' : `, ${cpu.toFixed(0)} s of CPU`}`);
}

/** CPU time of the processes that ended under this one; only Linux tells. */
function cpuSeconds(): number | undefined {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // After the name in parentheses: field 16 is the user time of children, 17 their system time.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(13, 15);
    return (Number(user) + Number(system)) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
