/**
 * Measures which lines and branches of the application-side packages the fast suite runs, the processes that it starts
 * included: `npm run coverage -- [--json] [--missing]`. Exits with 1 when one of them is below its bound.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Covered, coveredIn, type Missing, missingIn } from './coverage/covered.ts';

/** Share of lines, and of branches, in percent. */
const BOUND_PERCENT = 95;
const packages = ['observe', 'sdk', 'otlp', 'redaction', 'statistics'];
const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, missing: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});

if (flags.help)
  console.log('Usage: npm run coverage -- [--json] [--missing]   --missing lists what no test runs');
else measure();

function measure(): void {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-coverage-'));
  try {
    const passed = runSuite(folder);
    const covered = packages.map((name) => coveredIn(folder, name));
    if (flags.json) console.log(JSON.stringify(covered, null, 2));
    else print(covered);
    if (flags.missing) for (const name of packages) missingIn(folder, name).forEach(printMissing);
    process.exitCode = passed && covered.every(isEnough) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Jest measures itself; the processes that tests start write what they ran by Node's own variable. */
function runSuite(folder: string): boolean {
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const options = ['--coverage', '--coverageProvider=v8', '--coverageReporters=json', '--silent'];
  const paths = packages.map((name) => `packages/${name}/`);
  const { status } = spawnSync(
    process.execPath,
    [...jest, ...options, `--coverageDirectory=${folder}/jest`, ...paths],
    {
      env: { ...process.env, NODE_V8_COVERAGE: join(folder, 'processes') },
      stdio: ['ignore', flags.json ? 'ignore' : 'inherit', 'inherit'],
    },
  );
  return status === 0;
}

function isEnough({ linesPercent, branchesPercent }: Covered): boolean {
  return linesPercent >= BOUND_PERCENT && branchesPercent >= BOUND_PERCENT;
}

/** As Markdown, for `docs/testing.md`. */
function print(covered: readonly Covered[]): void {
  console.log('\n| package | lines | branches |\n|---|---|---|');
  for (const each of covered) {
    const [lines, branches] = [each.linesPercent, each.branchesPercent].map(
      (value) => `${value.toFixed(1)} %`,
    );
    console.log(
      `| ${each.name} | ${lines} | ${branches} |${isEnough(each) ? '' : ` below ${BOUND_PERCENT} %`}`,
    );
  }
}

function printMissing({ file, lines, branches }: Missing): void {
  console.log(`${file}  lines ${lines.join(' ') || '-'}  branches at ${branches.join(' ') || '-'}`);
}
