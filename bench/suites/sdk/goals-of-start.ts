/** Goals 10 and 11: what it takes to start, and to install. */
import type { Results } from '../../lib/results.ts';
import type { GoalVerdict } from '../../lib/suite.ts';
import { type Anchors, absolute, bounded } from './verdicts.ts';

const PACKAGES_MAX = 30;
const MEGABYTES_MAX = 25;

const startAnchors: Anchors = [
  ['otel3', 1],
  ['sdk-node', 0.5],
];

/** Judges them. */
export function startGoals(results: Results): GoalVerdict[] {
  const starting = (goal: string, figure: string) =>
    absolute(
      results,
      'sonde-full',
      { goal, scenario: 'start-up', figure, unit: 'ms', digits: 0 },
      startAnchors,
    );
  const installed = (figure: string) => results.figure('install', 'sonde-full', figure)?.median;
  const installing = (goal: string, figure: string, unit: string) =>
    absolute(results, 'sonde-full', { goal, scenario: 'install', figure, unit, digits: 0 }, [
      ['traceloop', 0.2],
    ]);
  return [
    ...starting('10 import and init, ESM', 'esm startMs'),
    ...starting('10 import and init, CommonJS', 'cjs startMs'),
    ...bounded('sonde-full', installed('packages'), {
      goal: '11 packages',
      unit: '',
      digits: 0,
      max: PACKAGES_MAX,
    }),
    ...bounded('sonde-full', installed('megabytes'), { goal: '11 size', unit: 'MB', max: MEGABYTES_MAX }),
    ...installing('11 packages', 'packages', ''),
    ...installing('11 size', 'megabytes', 'MB'),
  ];
}
