/** The goals the SDK is held to, as ratios to what was measured beside it in the same run. */
import type { Results } from '../../lib/results.ts';
import type { SubjectId } from '../../lib/subject.ts';
import type { GoalVerdict } from '../../lib/suite.ts';
import { anomalyGoals } from './goals-of-anomaly.ts';
import { callGoals } from './goals-of-calls.ts';
import { loadGoals } from './goals-of-load.ts';
import { startGoals } from './goals-of-start.ts';
import { percent } from './verdicts.ts';

const ours: readonly SubjectId[] = ['sonde-errors', 'sonde-full', 'sonde-remote', 'sonde-spool'];

/** Scenarios of which every span of ours must arrive. */
const lossless = [
  'on-path',
  'steady',
  'payload',
  'allocation',
  'wire',
  'burst',
  'open-loop',
  'sustained',
  'failure',
];

/** Judges every goal for every way Sonde is run in, in the order of their numbers. */
export function goalsOf(results: Results): GoalVerdict[] {
  const perSubject = ours.flatMap((subject) => [
    ...callGoals(results, subject),
    ...loadGoals(results, subject),
  ]);
  return [...perSubject, ...startGoals(results), ...anomalyGoals(results)].sort(
    (a, b) => Number.parseInt(a.goal, 10) - Number.parseInt(b.goal, 10),
  );
}

/** What of ours did not arrive, and every run that did not end well. */
export function brokenOf(results: Results): string[] {
  const lost = [...ours, 'sonde-hand' as const].flatMap((subject) =>
    lossless
      .filter((scenario) => (results.lostShare(scenario, subject) ?? 0) > 0)
      .map((scenario) => `${subject} lost ${percent(results.lostShare(scenario, subject))} in ${scenario}`),
  );
  const silent = ours
    .filter((subject) => (results.arrivedShare('failure', subject, 'failures') ?? 1) < 1)
    .map((subject) => `${subject}: not every failure arrived`);
  return [...results.failures(), ...lost, ...silent];
}
