/** Holds what was measured of one subject against a bound, or against another subject in the same run. */
import type { Results } from '../../lib/results.ts';
import type { SubjectId } from '../../lib/subject.ts';
import type { GoalVerdict } from '../../lib/suite.ts';

/** A figure that is compared: where it was measured, and how it is written. */
export interface Compared {
  /** Number and words of the goal. */
  readonly goal: string;
  readonly scenario: string;
  readonly figure: string;
  readonly unit: string;
  /** Digits behind the point (1). */
  readonly digits?: number;
}

/** What a figure may reach at most, as a multiple of another subject's. */
export type Anchors = readonly (readonly [anchor: SubjectId, ratioMax: number])[];

/** What a subject adds to the bare function, held against what others add. */
export function added(
  results: Results,
  subject: SubjectId,
  compared: Compared,
  anchors: Anchors,
): GoalVerdict[] {
  return compare(compared, subject, anchors, (of) => results.added(compared.scenario, of, compared.figure));
}

/** A figure as it was measured, held against that of others. */
export function absolute(
  results: Results,
  subject: SubjectId,
  compared: Compared,
  anchors: Anchors,
): GoalVerdict[] {
  return compare(
    compared,
    subject,
    anchors,
    (of) => results.figure(compared.scenario, of, compared.figure)?.median,
  );
}

/** Compares whatever a look-up gives; nothing where one side was not measured. */
export function compare(
  { goal, unit, digits = 1 }: Pick<Compared, 'goal' | 'unit' | 'digits'>,
  subject: SubjectId,
  anchors: Anchors,
  valueOf: (subject: SubjectId) => number | undefined,
): GoalVerdict[] {
  const own = valueOf(subject);
  return anchors.flatMap(([anchor, ratioMax]) => {
    const other = valueOf(anchor);
    if (own === undefined || other === undefined) return [];
    const text = (value: number): string => `${value.toFixed(digits)} ${unit}`;
    const ratio = own / other;
    return [
      {
        goal,
        subject,
        measured: text(own),
        anchor: `${anchor} ${text(other)}`,
        ratio,
        bound: `<= ${ratioMax}x`,
        met: ratio <= ratioMax,
      },
    ];
  });
}

/** A bound that a value is held to by itself. */
export interface Bound {
  readonly goal: string;
  readonly unit: string;
  readonly digits?: number;
  readonly max?: number;
  readonly min?: number;
  /** What is shown beside it. */
  readonly anchor?: string;
}

/** Holds a value against a bound; nothing where it was not measured. */
export function bounded(subject: SubjectId, value: number | undefined, bound: Bound): GoalVerdict[] {
  if (value === undefined) return [];
  const { goal, unit, digits = 1, max, min, anchor = '' } = bound;
  const boundText = [max === undefined ? '' : `<= ${max}`, min === undefined ? '' : `>= ${min}`].join('');
  return [
    {
      goal,
      subject,
      measured: `${value.toFixed(digits)} ${unit}`.trimEnd(),
      anchor,
      ratio: undefined,
      bound: `${boundText} ${unit}`.trimEnd(),
      met: value <= (max ?? Number.POSITIVE_INFINITY) && value >= (min ?? Number.NEGATIVE_INFINITY),
    },
  ];
}

/** Nothing may be lost. */
export function nothingLost(
  results: Results,
  subject: SubjectId,
  goal: string,
  scenario: string,
  anchor: SubjectId,
): GoalVerdict[] {
  const lost = results.lostShare(scenario, subject);
  if (lost === undefined) return [];
  const other = percent(results.lostShare(scenario, anchor));
  return [
    {
      goal,
      subject,
      measured: percent(lost),
      anchor: `${anchor} ${other}`,
      ratio: undefined,
      bound: '0 %',
      met: lost === 0,
    },
  ];
}

/** A share as text. */
export function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 2 : 0)} %`;
}
