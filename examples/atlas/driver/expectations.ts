/** What a run with the seeded faults must have found, and what it must not. */
import type { ErrorOccurrence } from '@sonde/store/reader';
import { SLOWDOWN_FACTOR, SLOWER_FROM_CALL } from '../src/tool-pace.ts';
import type { FailureGroup, Findings } from './findings.ts';

/** One claim about the findings. */
export interface Expectation {
  readonly claim: string;
  readonly holds: boolean;
  /** What was found. */
  readonly found: string;
}

/** What the questions of the run make come true. */
export interface Seeded {
  /** Calls of `unit_convert`. */
  readonly conversions: number;
  /** Questions about a territory without an Economy section. */
  readonly withoutEconomy: number;
}

const NOTICED_WITHIN_CALLS = 120;
/**
 * Slowdown that may be told, for 35 % that were seeded: the finding comes with the first slow batches of calls, and a
 * busy machine moves both medians.
 */
const TOLD_FACTOR_MIN = 1.2;
const TOLD_FACTOR_MAX = 1.5;

/** Records that a run emits at the least: a balance of nothing would prove nothing. */
const emittedMin = { traces: 1_000, logs: 100, metrics: 10 };

/** Judges the findings of a run. */
export function judge(findings: Findings, seeded: Seeded): readonly Expectation[] {
  return [
    ...latencyExpectations(findings, seeded),
    ...failureExpectations(findings, seeded),
    ...costExpectations(findings),
    ...ledgerExpectations(findings),
  ];
}

function latencyExpectations({ latency, tools }: Findings, seeded: Seeded): readonly Expectation[] {
  const of = (tool: string) => latency.filter(({ operation }) => operation === tool);
  const calls = tools.find(({ operation }) => operation === 'unit_convert')?.count ?? 0;
  const reported = of('unit_convert');
  const [change] = reported;
  const latestCall = SLOWER_FROM_CALL + NOTICED_WITHIN_CALLS;
  const factor = change ? change.currentMs / change.baselineMs : Number.NaN;
  const silent = (tool: string, why: string): Expectation => ({
    claim: `${tool}, ${why}, is not reported`,
    holds: of(tool).length === 0,
    found: `${of(tool).length} findings`,
  });
  return [
    {
      claim: `unit_convert was called ${seeded.conversions} times`,
      holds: calls === seeded.conversions,
      found: `${calls} calls`,
    },
    {
      claim: 'the slowdown of unit_convert is reported once',
      holds: reported.length === 1,
      found: `${reported.length} findings`,
    },
    {
      claim: `it is noticed within ${NOTICED_WITHIN_CALLS} calls of call ${SLOWER_FROM_CALL}`,
      holds: change !== undefined && change.calls > SLOWER_FROM_CALL && change.calls <= latestCall,
      found: change ? `at call ${change.calls}` : 'not at all',
    },
    {
      claim: `before and after are told, ${Math.round((SLOWDOWN_FACTOR - 1) * 100)} % apart as they were seeded`,
      holds: factor >= TOLD_FACTOR_MIN && factor <= TOLD_FACTOR_MAX,
      found: change
        ? `${change.baselineMs.toFixed(1)} ms before, ${change.currentMs.toFixed(1)} ms after`
        : 'neither',
    },
    silent('calculate', 'which drifts by 8 %'),
    silent('lookup_fact', 'which is noisy but stable'),
  ];
}

function failureExpectations({ failures }: Findings, seeded: Seeded): readonly Expectation[] {
  const [first] = failures;
  const occurrences = first?.occurrences ?? [];
  const every = (claim: string, test: (occurrence: ErrorOccurrence) => boolean): Expectation => {
    const count = occurrences.filter(test).length;
    return {
      claim,
      holds: count === occurrences.length && count > 0,
      found: `${count} of ${occurrences.length}`,
    };
  };
  return [
    {
      claim: 'all failures are one group: TypeError in check_economy',
      holds:
        failures.length === 1 &&
        first?.group.type === 'TypeError' &&
        first.group.operation === 'check_economy',
      found: failures.map(describe).join(', ') || 'no group',
    },
    {
      claim: `it has the ${seeded.withoutEconomy} questions about territories without an Economy section`,
      holds: occurrences.length === seeded.withoutEconomy && first?.group.count === seeded.withoutEconomy,
      found: `${first?.group.count ?? 0} counted, ${occurrences.length} listed`,
    },
    every('each event has the TypeError that caused it', ({ causes }) =>
      JSON.stringify(causes).includes('TypeError'),
    ),
    every('each event has the question', ({ ancestors }) =>
      /Question \d+: How large is/.test(JSON.stringify(ancestors)),
    ),
    every(
      'each event has the node it happened in',
      ({ operation, ancestors }) => operation === 'check_economy' && namesOf(ancestors).includes('validate'),
    ),
    every('each event has the state of the graph', ({ input }) =>
      hasKeys(input, ['question', 'toolResults', 'answer']),
    ),
    every('each event has the last tool results', ({ completed }) =>
      completed.some((each) => hasKeys(each, ['output']) && namesOf([each]).includes('unit_convert')),
    ),
  ];
}

function costExpectations({ models }: Findings): readonly Expectation[] {
  const priced = models.filter(({ costUsd, unpricedCalls }) => costUsd > 0 && unpricedCalls === 0);
  return [
    {
      claim: 'every call of the simulated models has its price',
      holds: models.length > 0 && priced.length === models.length,
      found: `${priced.length} of ${models.length} models`,
    },
  ];
}

function ledgerExpectations({ balances, llmMode }: Findings): readonly Expectation[] {
  return [
    ...Object.entries(emittedMin).map(([signal, least]): Expectation => {
      const own = balances.filter((balance) => balance.signal === signal);
      const found = own.map(
        ({ emitted, stored, dropped }) =>
          `${emitted} emitted, ${stored} stored, dropped ${JSON.stringify(dropped)}`,
      );
      return {
        claim: `${signal}: emitted = stored + dropped by reason`,
        holds: own.length === 1 && own.every(({ exact, emitted }) => exact && emitted >= least),
        found: found.join('; ') || 'no ledger',
      };
    }),
    {
      claim: 'the telemetry says that the model is simulated',
      holds: llmMode === 'simulated',
      found: String(llmMode),
    },
  ];
}

function describe({ group }: FailureGroup): string {
  return `${group.count} × ${group.type} in ${group.operation}`;
}

function namesOf(entries: readonly unknown[]): readonly unknown[] {
  return entries.map((entry) => (entry as { name?: unknown } | null)?.name);
}

function hasKeys(value: unknown, keys: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}
