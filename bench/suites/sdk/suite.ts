/** The SDK beside stock OpenTelemetry and Traceloop. */
import type { ScenarioDefinition } from '../../lib/scenario.ts';
import type { SubjectId } from '../../lib/subject.ts';
import type { Suite } from '../../lib/suite.ts';
import { brokenOf, goalsOf } from './goals.ts';

const all: readonly SubjectId[] = [
  'bare',
  'otel2',
  'otel3',
  'traceloop',
  'sonde-errors',
  'sonde-full',
  'sonde-spool',
];

const scenarios: readonly ScenarioDefinition[] = [
  {
    id: 'on-path',
    title: 'On the path of one call',
    subjects: all,
    full: { passes: 3, parameters: { bursts: 50, callsPerBurst: 500 } },
    quick: { passes: 1, without: ['otel2'], parameters: { bursts: 20, callsPerBurst: 500 } },
  },
  {
    id: 'steady',
    title: 'All of one call, 1,000 a second',
    subjects: all,
    full: { passes: 3, parameters: { callsPerSecond: 1_000, calls: 2_500, warmCalls: 5_000 } },
    quick: {
      passes: 1,
      without: ['otel2'],
      parameters: { callsPerSecond: 1_000, calls: 1_200, warmCalls: 3_000 },
    },
  },
  {
    id: 'payload',
    title: 'All of one call with 10 KB, 500 a second',
    subjects: all,
    full: { passes: 3, parameters: { callsPerSecond: 500, calls: 800, warmCalls: 2_000 } },
    quick: {
      passes: 1,
      without: ['otel2'],
      parameters: { callsPerSecond: 500, calls: 500, warmCalls: 1_000 },
    },
  },
  {
    id: 'encoder',
    title: 'The encoder alone, spans of 10 KB',
    subjects: ['otel3', 'sonde-full'],
    full: { passes: 3, parameters: { spans: 128, rounds: 100 } },
    quick: { passes: 1, parameters: { spans: 128, rounds: 40 } },
  },
  {
    id: 'burst',
    title: 'A burst of 50,000 calls',
    subjects: all,
    full: { passes: 3, parameters: { calls: 50_000, chains: 50, callsPerTurn: 20 } },
    quick: { passes: 1, without: ['otel2'], parameters: { calls: 50_000, chains: 50, callsPerTurn: 20 } },
  },
  {
    id: 'processors',
    title: 'Exception context and latency variance alone',
    subjects: ['sonde-full'],
    full: { passes: 3, parameters: { workflows: 100, rounds: 1_000 } },
    quick: { passes: 1, parameters: { workflows: 100, rounds: 400 } },
  },
  {
    id: 'failure',
    title: 'A call that fails, 1,000 a second',
    subjects: all,
    full: { passes: 2, parameters: { callsPerSecond: 1_000, calls: 1_500, warmCalls: 2_000 } },
    quick: {
      passes: 1,
      without: ['otel2'],
      parameters: { callsPerSecond: 1_000, calls: 1_000, warmCalls: 1_500 },
    },
  },
];

/** Goals 1, 3, 4, 7, 12 and 13. */
export const suite: Suite = {
  id: 'sdk',
  title: 'SDK',
  scenarios,
  goals: goalsOf,
  broken: brokenOf,
};
