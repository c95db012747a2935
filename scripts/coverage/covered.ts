/** What was run of a package: by the tests in Jest, or by any process that they started. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { lineStartsOf, type Position } from './positions.ts';
import { type RunRanges, rangesRun } from './run-ranges.ts';

/** Shares of one package. */
export interface Covered {
  readonly name: string;
  readonly linesPercent: number;
  readonly branchesPercent: number;
}

/** What nothing runs of one file. */
export interface Missing {
  readonly file: string;
  readonly lines: readonly number[];
  readonly branches: readonly string[];
}

interface Location {
  readonly start: Position;
  readonly end: Position;
}

/** As Istanbul writes it: with V8's measurement a statement is a line. */
interface FileCoverage {
  readonly path: string;
  readonly statementMap: Readonly<Record<string, Location>>;
  readonly s: Readonly<Record<string, number>>;
  readonly branchMap: Readonly<Record<string, { readonly locations: readonly Location[] }>>;
  readonly b: Readonly<Record<string, readonly number[]>>;
}

interface Tally {
  readonly lines: readonly (readonly [line: number, isRun: boolean])[];
  readonly branches: readonly (readonly [place: string, isRun: boolean])[];
}

/** Shares of a package whose suite has run into this folder. */
export function coveredIn(folder: string, name: string): Covered {
  const tallies = filesOf(folder, name).map((file) => tallyOf(file, folder));
  return {
    name,
    linesPercent: percentOf(tallies.flatMap(({ lines }) => lines)),
    branchesPercent: percentOf(tallies.flatMap(({ branches }) => branches)),
  };
}

/** What is missing of a package, file by file. */
export function missingIn(folder: string, name: string): readonly Missing[] {
  return filesOf(folder, name)
    .map((file) => {
      const { lines, branches } = tallyOf(file, folder);
      return { file: relative('.', file.path), lines: notRun(lines), branches: notRun(branches) };
    })
    .filter(({ lines, branches }) => lines.length + branches.length > 0);
}

function filesOf(folder: string, name: string): readonly FileCoverage[] {
  const report = join(folder, 'jest', 'coverage-final.json');
  if (!existsSync(report)) throw new Error('Jest has written no coverage: did the suite start?');
  const files = JSON.parse(readFileSync(report, 'utf8')) as Readonly<Record<string, FileCoverage>>;
  return Object.values(files).filter(({ path }) =>
    relative('.', path).startsWith(join('packages', name, 'src')),
  );
}

function tallyOf(file: FileCoverage, folder: string): Tally {
  const offsetOf = lineStartsOf(readFileSync(file.path, 'utf8'));
  const ranges = rangesRun(join(folder, 'processes'), file.path);
  return {
    lines: Object.entries(file.statementMap).map(([key, { start }]) => [
      start.line,
      (file.s[key] ?? 0) > 0 || ranges.isRunAt(offsetOf.firstOfLine(start.line)),
    ]),
    branches: Object.entries(file.branchMap).flatMap(([key, { locations }]) =>
      locations.map(
        (location, index) =>
          [
            `${location.start.line}:${location.start.column + 1}`,
            (file.b[key]?.[index] ?? 0) > 0 || isBranchRun(location, offsetOf, ranges),
          ] as const,
      ),
    ),
  };
}

/** A range that both begins and ends in what a process ran. */
function isBranchRun(
  { start, end }: Location,
  offsetOf: ReturnType<typeof lineStartsOf>,
  ranges: RunRanges,
): boolean {
  return ranges.isRunAt(offsetOf.position(start)) && ranges.isRunAt(offsetOf.position(end) - 1);
}

function percentOf(all: readonly (readonly [unknown, boolean])[]): number {
  return all.length === 0 ? 100 : (100 * all.filter(([, isRun]) => isRun).length) / all.length;
}

function notRun<T>(all: readonly (readonly [T, boolean])[]): T[] {
  return all.filter(([, isRun]) => !isRun).map(([place]) => place);
}
