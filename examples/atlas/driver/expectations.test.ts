/** The check must be able to fail: every seeded fault that is not found, and every false alarm, breaks a claim. */
import { describe, expect, test } from '@jest/globals';
import type { ErrorOccurrence, LatencyFinding } from '@sonde/store/reader';
import { judge } from './expectations.ts';
import type { Findings } from './findings.ts';

const seeded = { conversions: 640, withoutEconomy: 2 };

const change = { operation: 'unit_convert', baselineMs: 200, currentMs: 268, calls: 440 } as LatencyFinding;

const occurrence = {
  operation: 'check_economy',
  input: { question: 'Question 33: How large is Bouvet Island?', toolResults: [], answer: 'large' },
  ancestors: [{ name: 'validate' }, { name: 'atlas', input: ['Question 33: How large is Bouvet Island?'] }],
  completed: [{ name: 'unit_convert', kind: 'tool', output: { value: 1 } }],
  causes: [{ type: 'TypeError', message: 'Cannot read properties of undefined' }],
} as unknown as ErrorOccurrence;

const failure = {
  group: { type: 'TypeError', operation: 'check_economy', count: 2 },
  occurrences: [occurrence, occurrence],
} as unknown as Findings['failures'][number];

const balance = (signal: string, emitted: number) => ({
  signal,
  emitted,
  stored: emitted,
  dropped: {},
  exact: true,
});

const good = {
  latency: [change],
  failures: [failure],
  tools: [{ operation: 'unit_convert', count: 640 }],
  models: [{ operation: 'simulated-small', costUsd: 0.02, unpricedCalls: 0 }],
  balances: [balance('traces', 5_500), balance('logs', 407), balance('metrics', 47)],
  llmMode: 'simulated',
} as unknown as Findings;

const broken = (changed: Partial<Findings>) =>
  judge({ ...good, ...changed }, seeded)
    .filter(({ holds }) => !holds)
    .map(({ claim }) => claim);

const withOccurrence = (changed: Partial<ErrorOccurrence>) => ({
  failures: [{ ...failure, occurrences: [occurrence, { ...occurrence, ...changed }] }],
});

describe('judge', () => {
  test('every claim holds when everything seeded is found, and nothing else', () => {
    expect(broken({})).toEqual([]);
  });

  test('a slowdown that is not found breaks what is claimed of it', () => {
    expect(broken({ latency: [] })).toEqual([
      'the slowdown of unit_convert is reported once',
      'it is noticed within 120 calls of call 400',
      'before and after are told, 35 % apart as they were seeded',
    ]);
  });

  test.each([
    ['told twice', { latency: [change, change] }, 'the slowdown of unit_convert is reported once'],
    ['told too late', { latency: [{ ...change, calls: 540 }] }, 'it is noticed within 120 calls of call 400'],
    [
      'told before it happened',
      { latency: [{ ...change, calls: 380 }] },
      'it is noticed within 120 calls of call 400',
    ],
    [
      'told as no change',
      { latency: [{ ...change, currentMs: 201 }] },
      'before and after are told, 35 % apart as they were seeded',
    ],
    [
      'a false alarm about the drift',
      { latency: [change, { ...change, operation: 'calculate' }] },
      'calculate, which drifts by 8 %, is not reported',
    ],
    [
      'a false alarm about noise',
      { latency: [change, { ...change, operation: 'lookup_fact' }] },
      'lookup_fact, which is noisy but stable, is not reported',
    ],
    ['a call that was lost', { tools: [] }, 'unit_convert was called 640 times'],
    [
      'a second group',
      { failures: [failure, failure] },
      'all failures are one group: TypeError in check_economy',
    ],
    [
      'an event without its cause',
      withOccurrence({ causes: [] }),
      'each event has the TypeError that caused it',
    ],
    ['an event without its state', withOccurrence({ input: null }), 'each event has the state of the graph'],
    [
      'an event without tool results',
      withOccurrence({ completed: [] }),
      'each event has the last tool results',
    ],
    [
      'a model without a price',
      { models: [{ ...good.models[0], unpricedCalls: 1 }] as Findings['models'] },
      'every call of the simulated models has its price',
    ],
    ['telemetry without its label', { llmMode: null }, 'the telemetry says that the model is simulated'],
    [
      'a record that vanished',
      { balances: [{ ...balance('traces', 5_500), exact: false }, ...good.balances.slice(1)] },
      'traces: emitted = stored + dropped by reason',
    ],
    [
      'a ledger of nothing',
      { balances: [balance('traces', 0), ...good.balances.slice(1)] },
      'traces: emitted = stored + dropped by reason',
    ],
    ['no ledger', { balances: good.balances.slice(0, 2) }, 'metrics: emitted = stored + dropped by reason'],
  ] as readonly (readonly [string, Partial<Findings>, string])[])(
    '%s breaks one claim',
    (_what, changed, claim) => {
      expect(broken(changed)).toEqual([claim]);
    },
  );
});
