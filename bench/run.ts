/** Measures Sonde beside its competitors; `--help` tells what can be chosen. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chosenScenarios, helpText } from './lib/choice.ts';
import { describeMachine } from './lib/machine.ts';
import { type Mode, measureSuite } from './lib/measure-suite.ts';
import { prepare } from './lib/prepare.ts';
import { publish } from './lib/publish.ts';
import type { Suite } from './lib/suite.ts';
import type { SuiteReport } from './lib/suite-report.ts';
import { asText, goalTable, rankingTables, scenarioTables } from './lib/tables.ts';
import { suite as sdk } from './suites/sdk/suite.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const suites: readonly Suite[] = [sdk];

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean' },
    publish: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (flags.help === true) {
  console.log(helpText(suites));
  process.exit(0);
}
const mode: Mode = flags.quick === true ? 'quick' : 'full';
if (flags.publish === true && (mode === 'quick' || flags.only.length > 0))
  throw new Error('--publish wants a full run, without --quick and --only');
const plan = chosen(positionals).map((suite) => ({ suite, scenarios: chosenScenarios(suite, flags.only) }));

prepare(root);
const machine = describeMachine();
const reports: SuiteReport[] = [];
for (const { suite, scenarios } of plan) {
  const startMs = performance.now();
  const results = await measureSuite(suite, scenarios, mode, (what) => console.error(what));
  const goals = suite.goals(results);
  const broken = suite.broken(results);
  reports.push({ suite, results, goals, broken, seconds: Math.round((performance.now() - startMs) / 1000) });
}
if (flags.json === true) console.log(JSON.stringify(jsonOf(reports), null, 2));
else for (const report of reports) print(report);
if (flags.publish === true) publish(join(root, 'docs', 'benchmarks.md'), machine, reports);
if (reports.some(({ broken }) => broken.length > 0)) process.exitCode = 1;

function chosen(names: readonly string[]): readonly Suite[] {
  const unknown = names.find((name) => !suites.some(({ id }) => id === name));
  if (unknown !== undefined)
    throw new Error(`no suite is called ${unknown}; there are: ${suites.map(({ id }) => id).join(', ')}`);
  return names.length === 0 ? suites : suites.filter(({ id }) => names.includes(id));
}

function print({ suite, results, goals, broken, seconds }: SuiteReport): void {
  const tables = [...scenarioTables(suite, results), ...rankingTables(suite, results), goalTable(goals)];
  console.log(tables.map(asText).join('\n\n'));
  console.log(
    `\n${suite.title}: ${goals.filter(({ met }) => met).length} of ${goals.length} met, ${seconds} s`,
  );
  for (const problem of broken) console.log(`BROKEN ${problem}`);
}

function jsonOf(all: readonly SuiteReport[]): object {
  return {
    machine,
    mode,
    suites: all.map(({ suite, results, goals, broken, seconds }) => ({
      suite: suite.id,
      seconds,
      goals,
      broken,
      runs: results.outcomes.map(({ spec, ...outcome }) => ({
        scenario: spec.scenario,
        subject: spec.subject.id,
        pass: spec.pass,
        ...outcome,
      })),
    })),
  };
}
