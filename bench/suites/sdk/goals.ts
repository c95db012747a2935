/** The goals the SDK is held to, as ratios to what was measured beside it in the same run. */
import type { Results } from '../../lib/results.ts';
import { type SubjectId, subjectOf } from '../../lib/subject.ts';
import type { GoalVerdict } from '../../lib/suite.ts';

const ours: readonly SubjectId[] = ['sonde-errors', 'sonde-full', 'sonde-spool'];

/** Bursts of ours must reach this many calls a second. */
const BURST_CALLS_PER_SECOND_MIN = 30_000;
const PROCESSORS_US_MAX = 0.5;

/** Judges every goal for every way Sonde is run in. */
export function goalsOf(results: Results): GoalVerdict[] {
  return ours.flatMap((subject) => [
    ...added(results, subject, '1 on path, one at a time', 'on-path', 'aloneUs', [
      ['otel3', 1.3],
      ['traceloop', 0.5],
    ]),
    ...added(results, subject, '1 on path, 50 in flight', 'on-path', 'fiftyUs', [
      ['otel3', 1.3],
      ['traceloop', 0.5],
    ]),
    ...added(results, subject, '3 all-in CPU at 1,000/s', 'steady', 'cpuUs', [
      ['otel3', 1],
      ['traceloop', 0.45],
    ]),
    ...(subject === 'sonde-errors'
      ? []
      : added(results, subject, '4 all-in CPU, 10 KB', 'payload', 'cpuUs', [['otel3', 0.5]])),
    ...(subject === 'sonde-full' ? encoder(results) : []),
    ...burst(results, subject),
    ...failure(results, subject),
    ...(subject === 'sonde-full' ? processors(results) : []),
  ]);
}

/** What of ours did not arrive, and every run that did not end well. */
export function brokenOf(results: Results): string[] {
  const scenarios = ['on-path', 'steady', 'payload', 'burst', 'failure'];
  const lost = ours.flatMap((subject) =>
    scenarios
      .filter((scenario) => (results.lostShare(scenario, subject) ?? 0) > 0)
      .map((scenario) => `${subject} lost ${percent(results.lostShare(scenario, subject))} in ${scenario}`),
  );
  const silent = ours
    .filter((subject) => (results.arrivedShare('failure', subject, 'failures') ?? 1) < 1)
    .map((subject) => `${subject}: not every failure arrived`);
  return [...results.failures(), ...lost, ...silent];
}

/** Time added to the bare function, held against what others add. */
function added(
  results: Results,
  subject: SubjectId,
  goal: string,
  scenario: string,
  name: string,
  anchors: readonly (readonly [SubjectId, number])[],
): GoalVerdict[] {
  const own = results.added(scenario, subject, name);
  return anchors.flatMap(([anchor, ratioMax]) => {
    const other = results.added(scenario, anchor, name);
    if (own === undefined || other === undefined) return [];
    return [
      verdictOfRatio(
        goal,
        subject,
        `${own.toFixed(1)} us`,
        anchor,
        `${other.toFixed(1)} us`,
        own / other,
        ratioMax,
      ),
    ];
  });
}

function verdictOfRatio(
  goal: string,
  subject: SubjectId,
  measured: string,
  anchorSubject: SubjectId,
  anchorMeasured: string,
  ratio: number,
  ratioMax: number,
): GoalVerdict {
  return {
    goal,
    subject: subjectOf(subject).id,
    measured,
    anchor: `${anchorSubject} ${anchorMeasured}`,
    ratio,
    bound: `<= ${ratioMax}x`,
    met: ratio <= ratioMax,
  };
}

function encoder(results: Results): GoalVerdict[] {
  const own = results.figure('encoder', 'sonde-full', 'encodeUs')?.median;
  const other = results.figure('encoder', 'otel3', 'encodeUs')?.median;
  if (own === undefined || other === undefined) return [];
  const [ownText, otherText] = [`${own.toFixed(2)} us`, `${other.toFixed(2)} us`];
  return [
    verdictOfRatio('4 encoder alone, 10 KB', 'sonde-full', ownText, 'otel3', otherText, own / other, 0.1),
  ];
}

function burst(results: Results, subject: SubjectId): GoalVerdict[] {
  const lost = results.lostShare('burst', subject);
  const speed = results.figure('burst', subject, 'callsPerSecond')?.median;
  if (lost === undefined || speed === undefined) return [];
  const stock = results.lostShare('burst', 'otel3');
  const stockSpeed = results.figure('burst', 'otel3', 'callsPerSecond')?.median ?? Number.NaN;
  return [
    {
      goal: '7 burst of 50,000: lost',
      subject,
      measured: percent(lost),
      anchor: `otel3 ${percent(stock)}`,
      ratio: undefined,
      bound: '0 %',
      met: lost === 0,
    },
    {
      goal: '7 burst: calls a second',
      subject,
      measured: speed.toFixed(0),
      anchor: `otel3 ${stockSpeed.toFixed(0)}`,
      ratio: speed / stockSpeed,
      bound: `>= ${BURST_CALLS_PER_SECOND_MIN}`,
      met: speed >= BURST_CALLS_PER_SECOND_MIN,
    },
  ];
}

function failure(results: Results, subject: SubjectId): GoalVerdict[] {
  const share = (what: 'failures' | 'inputs' | 'stacks') =>
    results.arrivedShare('failure', subject, what) ?? 0;
  if (results.arrivedShare('failure', subject, 'failures') === undefined) return [];
  const whole = Math.min(share('failures'), share('inputs'), share('stacks'));
  return [
    {
      goal: '12 failures with message, stack, input',
      subject,
      measured: percent(whole),
      anchor: `traceloop ${percent(results.arrivedShare('failure', 'traceloop', 'failures'))}`,
      ratio: undefined,
      bound: '100 %',
      met: whole === 1,
    },
    ...added(results, subject, '12 all-in CPU of a failure', 'failure', 'cpuUs', [['otel3', 1.2]]),
  ];
}

function processors(results: Results): GoalVerdict[] {
  const own = results.figure('processors', 'sonde-full', 'processUs')?.median;
  const stock = results.added('on-path', 'otel3', 'aloneUs');
  if (own === undefined || stock === undefined) return [];
  const ratio = verdictOfRatio(
    '13 both processors, a success',
    'sonde-full',
    `${own.toFixed(2)} us`,
    'otel3',
    `${stock.toFixed(1)} us on path`,
    own / stock,
    0.15,
  );
  return [
    ratio,
    {
      ...ratio,
      anchor: '',
      ratio: undefined,
      bound: `<= ${PROCESSORS_US_MAX} us`,
      met: own <= PROCESSORS_US_MAX,
    },
  ];
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 2 : 0)} %`;
}
