/** Goals 7 to 9: nothing is lost, and the process stays small and responsive, however many calls come. */
import type { Results } from '../../lib/results.ts';
import type { SubjectId } from '../../lib/subject.ts';
import type { GoalVerdict } from '../../lib/suite.ts';
import { absolute, added, bounded, nothingLost } from './verdicts.ts';

/** Bursts of ours must reach this many calls a second. */
const BURST_CALLS_PER_SECOND_MIN = 30_000;
const LOOP_DELAY_MS_MAX = 50;
/** A process that takes more has left its one core. */
const CORE_PERCENT_MAX = 100;

/** Judges them for one way Sonde is run in. */
export function loadGoals(results: Results, subject: SubjectId): GoalVerdict[] {
  return [...burst(results, subject), ...openLoop(results, subject), ...sustained(results, subject)];
}

function burst(results: Results, subject: SubjectId): GoalVerdict[] {
  const speedOf = (of: SubjectId) => results.figure('burst', of, 'callsPerSecond')?.median;
  return [
    ...nothingLost(results, subject, '7 burst of 50,000: lost', 'burst', 'otel3'),
    ...bounded(subject, speedOf(subject), {
      goal: '7 burst: calls a second',
      unit: '',
      digits: 0,
      min: BURST_CALLS_PER_SECOND_MIN,
      anchor: `otel3 ${speedOf('otel3')?.toFixed(0) ?? '–'}`,
    }),
  ];
}

function openLoop(results: Results, subject: SubjectId): GoalVerdict[] {
  const compared = { scenario: 'open-loop', figure: 'cpuUs', unit: 'us' };
  return [
    ...nothingLost(results, subject, '8 40,000/s: lost', 'open-loop', 'otel3'),
    ...bounded(subject, results.figure('open-loop', subject, 'corePercent')?.median, {
      goal: '8 40,000/s: of one core',
      unit: '%',
      digits: 0,
      max: CORE_PERCENT_MAX,
    }),
    ...added(results, subject, { goal: '8 40,000/s: CPU of a call', ...compared }, [
      ['otel3', 0.8],
      ['otel3-large', 0.8],
    ]),
  ];
}

function sustained(results: Results, subject: SubjectId): GoalVerdict[] {
  const scenario = 'sustained';
  const compared = (goal: string, figure: string, unit: string) => ({ goal, scenario, figure, unit });
  return [
    ...nothingLost(results, subject, '9 10,000/s: lost', scenario, 'otel3'),
    ...added(results, subject, compared('9 10,000/s: CPU over floor', 'corePercent', '% of a core'), [
      ['otel3', 1],
    ]),
    ...added(results, subject, compared('9 10,000/s: most memory over floor', 'rssMaxMb', 'MiB'), [
      ['otel3', 1.5],
    ]),
    ...absolute(results, subject, compared('9 10,000/s: loop delay p99', 'loopP99Ms', 'ms'), [
      ['otel3', 1.2],
    ]),
    ...bounded(subject, results.figure(scenario, subject, 'loopMaxMs')?.median, {
      goal: '9 10,000/s: longest loop delay',
      unit: 'ms',
      max: LOOP_DELAY_MS_MAX,
      anchor: `otel3 ${results.figure(scenario, 'otel3', 'loopMaxMs')?.median.toFixed(1) ?? '–'} ms`,
    }),
  ];
}
