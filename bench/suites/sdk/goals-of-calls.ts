/** Goals 1 to 6, 12 and 13: what one call costs. */
import type { Results } from '../../lib/results.ts';
import type { SubjectId } from '../../lib/subject.ts';
import type { GoalVerdict } from '../../lib/suite.ts';
import { type Anchors, absolute, added, bounded, compare, percent } from './verdicts.ts';

const PROCESSORS_US_MAX = 0.5;
/** An observed call without an SDK. */
const OBSERVE_ALONE_NS_MAX = 50;

const onPath: Anchors = [
  ['otel3', 1.3],
  ['traceloop', 0.5],
];

/** Judges them for one way Sonde is run in; what does not depend on it is judged with `sonde-full`. */
export function callGoals(results: Results, subject: SubjectId): GoalVerdict[] {
  const cpu = { figure: 'cpuUs', unit: 'us' };
  return [
    ...added(
      results,
      subject,
      { goal: '1 on path, one at a time', scenario: 'on-path', figure: 'aloneUs', unit: 'us' },
      onPath,
    ),
    ...added(
      results,
      subject,
      { goal: '1 on path, 50 in flight', scenario: 'on-path', figure: 'fiftyUs', unit: 'us' },
      onPath,
    ),
    ...added(results, subject, { goal: '3 all-in CPU at 1,000/s', scenario: 'steady', ...cpu }, [
      ['otel3', 1],
      ['traceloop', 0.45],
    ]),
    ...(subject === 'sonde-errors' ? [] : payload(results, subject)),
    ...added(
      results,
      subject,
      {
        goal: '5 allocated for a call',
        scenario: 'allocation',
        figure: 'allocatedBytes',
        unit: 'B',
        digits: 0,
      },
      [
        ['otel3', 1.2],
        ['traceloop', 0.5],
      ],
    ),
    ...failure(results, subject),
    ...(subject === 'sonde-full'
      ? [...off(results), ...encoder(results), ...wire(results), ...processors(results)]
      : []),
  ];
}

function payload(results: Results, subject: SubjectId): GoalVerdict[] {
  const compared = { goal: '4 all-in CPU, 10 KB', scenario: 'payload', figure: 'cpuUs', unit: 'us' };
  return added(results, subject, compared, [['otel3', 0.5]]);
}

function encoder(results: Results): GoalVerdict[] {
  const compared = {
    goal: '4 encoder alone, 10 KB',
    scenario: 'encoder',
    figure: 'encodeUs',
    unit: 'us',
    digits: 2,
  };
  return absolute(results, 'sonde-full', compared, [['otel3', 0.1]]);
}

function off(results: Results): GoalVerdict[] {
  const compared = (goal: string) => ({ goal, scenario: 'off', figure: 'callNs', unit: 'ns', digits: 0 });
  const anchors: Anchors = [['otel3-off', 0.4]];
  return [
    ...added(results, 'sonde-disabled', compared('2 disabled'), anchors),
    ...added(results, 'sonde-observe', compared('2 observe alone'), anchors),
    ...bounded('sonde-observe', results.added('off', 'sonde-observe', 'callNs'), {
      goal: '2 observe alone, no SDK',
      unit: 'ns',
      digits: 0,
      max: OBSERVE_ALONE_NS_MAX,
    }),
    ...added(results, 'sonde-unsampled', compared('2 not sampled'), anchors),
  ];
}

function wire(results: Results): GoalVerdict[] {
  const bytes = { unit: 'B', digits: 0 };
  const bodyOf = (subject: SubjectId) => results.bodyBytesPerSpan('wire', subject);
  const share = results.compressedShare('wire', 'sonde-remote');
  const sentOf = (subject: SubjectId) => results.wireBytesPerSpan('wire', subject);
  const equal = '6 span, equal attributes';
  const content = '6 span with input and output';
  return [
    ...compare({ goal: `${equal}, as sent`, ...bytes }, 'sonde-hand', [['otel3', 1]], sentOf),
    ...compare({ goal: `${equal}, uncompressed`, ...bytes }, 'sonde-hand', [['otel3', 1]], bodyOf),
    ...compare({ goal: `${content}, as sent`, ...bytes }, 'sonde-remote', [['openinference', 1]], sentOf),
    ...compare(
      { goal: `${content}, uncompressed`, ...bytes },
      'sonde-remote',
      [['openinference', 1]],
      bodyOf,
    ),
    ...bounded('sonde-remote', share === undefined ? undefined : share * 100, {
      goal: '6 bodies above 1 KB compressed',
      unit: '%',
      digits: 0,
      min: 100,
      anchor: `otel3 ${percent(results.compressedShare('wire', 'otel3'))}`,
    }),
  ];
}

function failure(results: Results, subject: SubjectId): GoalVerdict[] {
  const share = (what: 'failures' | 'inputs' | 'stacks') =>
    results.arrivedShare('failure', subject, what) ?? 0;
  if (results.arrivedShare('failure', subject, 'failures') === undefined) return [];
  const whole = Math.min(share('failures'), share('inputs'), share('stacks'));
  const compared = { goal: '12 all-in CPU of a failure', scenario: 'failure', figure: 'cpuUs', unit: 'us' };
  return [
    ...bounded(subject, whole * 100, {
      goal: '12 failures with message, stack, input',
      unit: '%',
      digits: 0,
      min: 100,
      anchor: `traceloop ${percent(results.arrivedShare('failure', 'traceloop', 'failures'))}`,
    }),
    ...added(results, subject, compared, [['otel3', 1.2]]),
  ];
}

function processors(results: Results): GoalVerdict[] {
  const own = results.figure('processors', 'sonde-full', 'processUs')?.median;
  const stock = results.added('on-path', 'otel3', 'aloneUs');
  const goal = '13 both processors, a success';
  const absoluteVerdict = bounded('sonde-full', own, { goal, unit: 'us', digits: 2, max: PROCESSORS_US_MAX });
  if (own === undefined || stock === undefined) return absoluteVerdict;
  const valueOf = (subject: SubjectId) => (subject === 'sonde-full' ? own : stock);
  return [
    ...compare(
      { goal: `${goal}, to stock on path`, unit: 'us', digits: 2 },
      'sonde-full',
      [['otel3', 0.15]],
      valueOf,
    ),
    ...absoluteVerdict,
  ];
}
