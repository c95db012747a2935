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

/** Tables of each scenario that ran, with a line for each subject. */
export function scenarioTables({ scenarios }: Suite, results: Results): Table[] {
  return scenarios
    .filter(({ id, subjects }) => subjects.some((subject) => results.hasRun(id, subject)))
    .flatMap((scenario) => {
      const { id, title, subjects } = scenario;
      const measured = subjects.filter((subject) => results.hasRun(id, subject));
      const names = [...new Set(measured.flatMap((subject) => results.figureNames(id, subject)))];
      const plain = names.filter((name) => !name.includes(GROUPED));
      const grouped = names.filter((name) => name.includes(GROUPED));
      const matrices =
        grouped.length === 0 ? [] : measured.map((of) => matrixOf(scenario, of, grouped, results));
      return [subjectTable(id, title, measured, plain, results), ...matrices];
    });
}

/** Figures named `group: measure` make a table of their own, with a line for each group. */
const GROUPED = ': ';

function subjectTable(
  scenario: string,
  title: string,
  measured: readonly SubjectId[],
  names: readonly string[],
  results: Results,
): Table {
  const received = receivedTable(scenario, measured, results);
  const head = ['subject', ...names.flatMap((name) => [name, 'min–max']), ...received.head];
  const rows = measured.map((subject) => [
    subjectOf(subject).id,
    ...figureCells(scenario, subject, names, results),
    ...received.cellsOf(subject),
  ]);
  return { title, rows: [head, ...rows] };
}

function matrixOf(
  { id, title }: ScenarioDefinition,
  subject: SubjectId,
  names: readonly string[],
  results: Results,
): Table {
  const parts = names.map((name) => name.split(GROUPED));
  const groups = [...new Set(parts.map(([group = '']) => group))];
  const measures = [...new Set(parts.map(([, measure = '']) => measure))];
  const rows = groups.map((group) => [
    group,
    ...measures.map((measure) => {
      const figure = results.figure(id, subject, `${group}${GROUPED}${measure}`);
      return figure === undefined ? '' : numberText(figure.median);
    }),
  ]);
  return { title: `${title}, ${subject}`, rows: [['', ...measures], ...rows] };
}

function figureCells(
  scenario: string,
  subject: SubjectId,
  names: readonly string[],
  results: Results,
): string[] {
  const broken = results.figureNames(scenario, subject).length === 0 && names.length > 0;
  return names.flatMap((name) => {
    const figure = results.figure(scenario, subject, name);
    return figure === undefined
      ? [broken ? 'failed' : '', '']
      : [numberText(figure.median), `${numberText(figure.min)}–${numberText(figure.max)}`];
  });
}

/** What the sink counted; the parts of a failure where calls fail. */
function receivedTable(
  scenario: string,
  measured: readonly SubjectId[],
  results: Results,
): { head: readonly string[]; cellsOf(subject: SubjectId): readonly string[] } {
  const received = measured.some((subject) => (results.wireBytesPerSpan(scenario, subject) ?? 0) > 0);
  const failing = measured.some(
    (subject) => results.arrivedShare(scenario, subject, 'failures') !== undefined,
  );
  const partsOf = (subject: SubjectId) =>
    (['failures', 'stacks', 'inputs'] as const).map((what) =>
      subject === 'bare' ? '' : percentText(results.arrivedShare(scenario, subject, what)),
    );
  return {
    head: [
      ...(received ? ['lost', 'wire bytes a span', 'uncompressed'] : []),
      ...(failing ? ['with message', 'with stack', 'with input'] : []),
    ],
    cellsOf: (subject) => [
      ...(received ? receivedCells(scenario, subject, results) : []),
      ...(failing ? partsOf(subject) : []),
    ],
  };
}

function receivedCells(scenario: string, subject: SubjectId, results: Results): string[] {
  return [
    subject === 'bare' ? '' : percentText(results.lostShare(scenario, subject)),
    results.wireBytesPerSpan(scenario, subject)?.toFixed(0) ?? '',
    results.bodyBytesPerSpan(scenario, subject)?.toFixed(0) ?? '',
  ];
}

function percentText(share: number | undefined): string {
  return share === undefined ? '' : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 2 : 0)} %`;
}

/** Libraries in the ranking; the ways in which Sonde is run that are special cases of it are left out. */
const ranked: readonly SubjectId[] = [
  'sonde-errors',
  'sonde-full',
  'sonde-remote',
  'sonde-spool',
  'otel2',
  'otel3',
  'traceloop',
  'openinference',
  'langfuse',
  'sentry',
];
const UNIT: SubjectId = 'sonde-full';

/** What each library adds to the bare function, as a multiple of what Sonde adds; no table when nothing was compared. */
export function rankingTables({ ranking }: Suite, results: Results): Table[] {
  const columns = ranking.filter(({ scenario }) => results.hasRun(scenario, UNIT));
  const rows = ranked
    .filter((subject) => columns.some(({ scenario }) => results.hasRun(scenario, subject)))
    .map((subject) => [
      subject,
      ...columns.map(({ scenario, figure }) => {
        const own = results.added(scenario, subject, figure);
        const unit = results.added(scenario, UNIT, figure);
        return own === undefined || unit === undefined ? '' : numberText(own / unit);
      }),
    ]);
  if (columns.length === 0) return [];
  return [
    {
      title: `What a library costs (${UNIT} = 1)`,
      rows: [['subject', ...columns.map(({ title }) => title)], ...rows],
    },
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
