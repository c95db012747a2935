/** The tables of a run, as rows of text: for the terminal and for the document. */
import type { Results } from './results.ts';
import type { ScenarioDefinition } from './scenario.ts';
import { type SubjectId, subjectOf } from './subject.ts';
import type { GoalVerdict, Suite } from './suite.ts';

/** A table; the first row is its head. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** The goals: what was measured, against what, and whether it is enough. */
export function goalTable(verdicts: readonly GoalVerdict[]): Table {
  const head = ['goal', 'subject', 'measured', 'anchor', 'ratio', 'bound', 'met'];
  const rows = verdicts.map(({ goal, subject, measured, anchor, ratio, bound, met }) => [
    goal,
    subject,
    measured,
    anchor,
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
    bound,
    met ? 'yes' : 'NO',
  ]);
  return { title: 'Goals', rows: [head, ...rows] };
}

/** One table for each scenario, with a line for each subject. */
export function scenarioTables({ scenarios }: Suite, results: Results): Table[] {
  return scenarios.map((scenario) => {
    const names = figureNames(scenario, results);
    const head = ['subject', ...names.flatMap((name) => [name, 'min–max']), 'lost', 'wire bytes a span'];
    const measured = scenario.subjects.filter((subject) => results.hasRun(scenario.id, subject));
    const rows = measured.map((subject) => rowOf(scenario.id, subject, names, results));
    return { title: scenario.title, rows: [head, ...rows] };
  });
}

function figureNames({ id, subjects }: ScenarioDefinition, results: Results): string[] {
  const names = results.outcomes.flatMap((outcome) =>
    outcome.spec.scenario === id && subjects.includes(outcome.spec.subject.id) && 'measured' in outcome
      ? Object.keys(outcome.measured.figures)
      : [],
  );
  return [...new Set(names)];
}

function rowOf(scenario: string, subject: SubjectId, names: readonly string[], results: Results): string[] {
  const cells = names.flatMap((name) => {
    const figure = results.figure(scenario, subject, name);
    return figure === undefined
      ? ['failed', '']
      : [numberText(figure.median), `${numberText(figure.min)}–${numberText(figure.max)}`];
  });
  const lost = subject === 'bare' ? undefined : results.lostShare(scenario, subject);
  const wire = results.wireBytesPerSpan(scenario, subject);
  return [
    subjectOf(subject).id,
    ...cells,
    lost === undefined ? '' : `${(lost * 100).toFixed(lost > 0 && lost < 0.1 ? 2 : 0)} %`,
    wire === undefined ? '' : wire.toFixed(0),
  ];
}

/** Three significant digits, but never fewer than the whole ones. */
function numberText(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** A table for the terminal: columns aligned by spaces. */
export function asText({ title, rows }: Table): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines].join('\n');
}

/** A table for a document. */
export function asMarkdown({ title, rows }: Table): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`### ${title}`, '', line(head), `|${'---|'.repeat(head.length)}`, ...body.map(line)].join('\n');
}
