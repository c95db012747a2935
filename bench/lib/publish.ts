/** Writes docs/benchmarks.md from a run. */
import { writeFileSync } from 'node:fs';
import type { Machine } from './machine.ts';
import { subjects } from './subject.ts';
import type { GoalVerdict, Suite } from './suite.ts';
import type { SuiteReport } from './suite-report.ts';
import { asMarkdown, goalTable, rankingTables, scenarioTables } from './tables.ts';

/** Writes the document: the machine, the goals, what is missed, every scenario. */
export function publish(file: string, machine: Machine, reports: readonly SuiteReport[]): void {
  const parts = [introduction(machine), ...reports.flatMap(suiteParts)];
  writeFileSync(file, `${parts.join('\n\n')}\n`);
}

function introduction(machine: Machine): string {
  const { processor, cores, memoryGiB, system, node, commit, loadAtStart } = machine;
  return `# Benchmarks

Written by \`npm run bench -- --publish\`; do not edit. How it is measured is in [bench/README.md](../bench/README.md).

Measured on ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}, at commit ${commit}; load average at the start ${loadAtStart}. The ratios are what counts: all subjects ran in the same minutes on the same machine, each in a process of its own. Times move by tens of percent between machines and hours.

| name | what it is |
|---|---|
${subjects.map(({ id, title }) => `| ${id} | ${title} |`).join('\n')}`;
}

function suiteParts({ suite, results, goals, broken }: SuiteReport): string[] {
  return [
    `## ${suite.title}`,
    ...rankingTables(suite, results).map(asMarkdown),
    asMarkdown(goalTable(goals)),
    missedText(goals),
    `### How each goal is measured\n\n${methodLines(suite.methods)}`,
    ...(broken.length === 0 ? [] : [`Broken in this run:\n${broken.map((each) => `- ${each}`).join('\n')}`]),
    ...scenarioTables(suite, results).map(asMarkdown),
  ];
}

function methodLines(methods: Suite['methods']): string {
  return Object.entries(methods)
    .map(([goal, sentence]) => `- **${goal}**: ${sentence}`)
    .join('\n');
}

/** Where we lose is said, not left to be looked for. */
function missedText(goals: readonly GoalVerdict[]): string {
  const missed = goals.filter(({ met }) => !met);
  if (missed.length === 0) return 'Every goal above is met.';
  const lines = missed.map(
    ({ goal, subject, measured, anchor, ratio, bound }) =>
      `- ${goal}, ${subject}: ${measured}${ratio === undefined ? '' : `, ${ratio.toFixed(2)}x`}; wanted ${bound}${anchor === '' ? '' : ` (${anchor})`}`,
  );
  return `### Where Sonde loses\n\n${lines.join('\n')}`;
}
