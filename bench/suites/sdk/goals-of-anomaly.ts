/** Goal 15: what the latency variance processor finds by default. */
import type { Results } from '../../lib/results.ts';
import type { GoalVerdict } from '../../lib/suite.ts';
import { bounded } from './verdicts.ts';

const goal = (text: string): string => `15 ${text}`;

/** Judges it on the worst of the streams, but where the mean is asked for. */
export function anomalyGoals(results: Results): GoalVerdict[] {
  const figure = (name: string) => results.figure('anomaly', 'sonde-full', name)?.median;
  const over = (measure: string) => figuresOf(results, measure);
  const found = (change: string, percentMin: number) =>
    bounded('sonde-full', times100(smallest(over(`${change} found`))), {
      goal: goal(`${change} found, worst stream`),
      unit: '%',
      digits: 0,
      min: percentMin,
    });
  const delay = (change: string, callsMax: number) =>
    bounded('sonde-full', largest(over(`${change} delay`)), {
      goal: goal(`${change} median delay, worst stream`),
      unit: 'calls',
      digits: 0,
      max: callsMax,
    });
  return [
    ...bounded('sonde-full', largest(over('falseAlarms')), {
      goal: goal('false alarms in 10,000 calls, worst stream'),
      unit: '',
      digits: 2,
      max: 1,
    }),
    ...bounded('sonde-full', times100(mean(over('+20 % found'))), {
      goal: goal('+20 % found, mean'),
      unit: '%',
      digits: 0,
      min: 80,
    }),
    ...found('+50 %', 95),
    ...delay('+50 %', 120),
    ...found('+100 %', 100),
    ...delay('+100 %', 60),
    ...found('drift +50 %', 95),
    ...bounded('sonde-full', figure('recordUs'), { goal: goal('a call'), unit: 'us', digits: 2, max: 1 }),
    ...bounded('sonde-full', figure('detectorBytes'), {
      goal: goal('detector of a tool'),
      unit: 'B',
      digits: 0,
      max: 1_024,
    }),
  ];
}

/** The medians of one measure, stream by stream. */
function figuresOf(results: Results, measure: string): number[] {
  const names = results.figureNames('anomaly', 'sonde-full').filter((name) => name.endsWith(`: ${measure}`));
  return names.flatMap((name) => results.figure('anomaly', 'sonde-full', name)?.median ?? []);
}

function smallest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}

function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function times100(share: number | undefined): number | undefined {
  return share === undefined ? undefined : share * 100;
}
