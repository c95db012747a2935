/** What is measured of the SDK, on whom, and how much of it in a quick and in a full run. */
import type { ScenarioDefinition } from '../../lib/scenario.ts';
import type { SubjectId } from '../../lib/subject.ts';

const stock: readonly SubjectId[] = ['bare', 'otel2', 'otel3'];
const ours: readonly SubjectId[] = ['sonde-errors', 'sonde-full', 'sonde-spool'];
/** Shown, with no goal held against them: one pass in a full run, none in a quick one. */
const shown: readonly SubjectId[] = ['openinference', 'langfuse', 'sentry'];
const all: readonly SubjectId[] = [...stock, 'traceloop', ...shown, ...ours];
const withoutShown: readonly SubjectId[] = [...stock, 'traceloop', ...ours];
const notQuick: readonly SubjectId[] = ['otel2', ...shown];
const withoutSpool: readonly SubjectId[] = [...notQuick, 'sonde-remote', 'sonde-spool'];

/** All scenarios, in the order in which they run. */
export const scenarios: readonly ScenarioDefinition[] = [
  {
    id: 'on-path',
    title: 'On the path of one call',
    goals: [1, 13],
    subjects: all,
    full: { passes: 3, once: shown, parameters: { bursts: 50, callsPerBurst: 500 } },
    quick: { passes: 1, without: withoutSpool, parameters: { bursts: 20, callsPerBurst: 500 } },
  },
  {
    id: 'off',
    title: 'Where nothing is sent',
    goals: [2],
    subjects: ['bare', 'otel-api', 'otel3-off', 'sonde-observe', 'sonde-disabled', 'sonde-unsampled'],
    full: { passes: 2, parameters: { bursts: 40, callsPerBurst: 5_000 } },
    quick: { passes: 1, parameters: { bursts: 20, callsPerBurst: 5_000 } },
  },
  {
    id: 'steady',
    title: 'All of one call, 1,000 a second',
    goals: [3],
    subjects: [...all, 'sonde-remote'],
    full: { passes: 3, once: shown, parameters: { callsPerSecond: 1_000, calls: 2_500, warmCalls: 5_000 } },
    quick: {
      passes: 1,
      without: withoutSpool,
      parameters: { callsPerSecond: 1_000, calls: 1_200, warmCalls: 3_000 },
    },
  },
  {
    id: 'payload',
    title: 'All of one call with 10 KB, 500 a second',
    goals: [4],
    subjects: [...all, 'sonde-remote'],
    full: { passes: 3, once: shown, parameters: { callsPerSecond: 500, calls: 800, warmCalls: 2_000 } },
    quick: {
      passes: 1,
      without: withoutSpool,
      parameters: { callsPerSecond: 500, calls: 500, warmCalls: 1_000 },
    },
  },
  {
    id: 'encoder',
    title: 'The encoder alone, spans of 10 KB',
    goals: [4],
    subjects: ['otel3', 'sonde-full'],
    full: { passes: 3, parameters: { spans: 128, rounds: 100 } },
    quick: { passes: 1, parameters: { spans: 128, rounds: 40 } },
  },
  {
    id: 'allocation',
    title: 'Bytes allocated for one call, 2,000 a second',
    goals: [5],
    nodeFlags: ['--expose-gc'],
    subjects: [...withoutShown, 'openinference', 'langfuse'],
    full: {
      passes: 2,
      once: shown,
      parameters: { callsPerSecond: 2_000, calls: 6_000, warmCalls: 5_000 },
    },
    quick: {
      passes: 1,
      without: [...withoutSpool, 'sonde-errors'],
      parameters: { callsPerSecond: 2_000, calls: 3_000, warmCalls: 3_000 },
    },
  },
  {
    id: 'wire',
    title: 'Bytes on the wire',
    goals: [6],
    subjects: ['otel3', 'traceloop', 'openinference', 'langfuse', 'sonde-hand', 'sonde-full', 'sonde-remote'],
    full: { passes: 1, parameters: { callsPerSecond: 1_500, calls: 3_000 } },
    quick: {
      passes: 1,
      without: ['traceloop', 'langfuse', 'sonde-full'],
      parameters: { callsPerSecond: 1_500, calls: 1_500 },
    },
  },
  {
    id: 'burst',
    title: 'A burst of 50,000 calls',
    goals: [7],
    subjects: [...withoutShown, 'otel3-large', 'openinference', 'langfuse'],
    full: {
      passes: 3,
      once: [...shown, 'otel3-large'],
      parameters: { calls: 50_000, chains: 50, callsPerTurn: 20 },
    },
    quick: {
      passes: 1,
      without: [...notQuick, 'otel3-large'],
      parameters: { calls: 50_000, chains: 50, callsPerTurn: 20 },
    },
  },
  {
    id: 'open-loop',
    title: '40,000 calls a second for two seconds',
    goals: [8],
    subjects: ['bare', 'otel3', 'otel3-large', 'traceloop', ...ours],
    full: { passes: 2, once: ['traceloop'], parameters: { callsPerSecond: 40_000, calls: 80_000 } },
    quick: {
      passes: 1,
      without: ['otel3-large', 'traceloop', 'sonde-errors', 'sonde-spool'],
      parameters: { callsPerSecond: 40_000, calls: 80_000 },
    },
  },
  {
    id: 'sustained',
    title: '10,000 calls a second, 60 seconds long (10 in a quick run)',
    goals: [9],
    subjects: ['bare', 'otel3', 'sonde-full'],
    full: { passes: 1, parameters: { callsPerSecond: 10_000, seconds: 60 } },
    quick: { passes: 1, parameters: { callsPerSecond: 10_000, seconds: 10 } },
  },
  {
    id: 'start-up',
    title: 'Import and initialisation in a cold process',
    goals: [10],
    subjects: ['bare', 'otel2', 'otel3', 'sdk-node', 'traceloop', ...shown, 'sonde-full'],
    full: { passes: 3, once: ['traceloop', ...shown], parameters: { processes: 5 } },
    quick: { passes: 1, without: [...notQuick, 'traceloop'], parameters: { processes: 3 } },
  },
  {
    id: 'install',
    title: 'What an installation brings',
    goals: [11],
    subjects: ['otel2', 'otel3', 'sdk-node', 'traceloop', ...shown, 'sonde-full'],
    full: { passes: 1, parameters: {} },
    quick: { passes: 1, parameters: {} },
  },
  {
    id: 'failure',
    title: 'A call that fails, 1,000 a second',
    goals: [12],
    subjects: all,
    full: { passes: 2, once: shown, parameters: { callsPerSecond: 1_000, calls: 1_500, warmCalls: 2_000 } },
    quick: {
      passes: 1,
      without: withoutSpool,
      parameters: { callsPerSecond: 1_000, calls: 1_000, warmCalls: 1_500 },
    },
  },
  {
    id: 'processors',
    title: 'Exception context and latency variance alone',
    goals: [13],
    subjects: ['sonde-full'],
    full: { passes: 3, parameters: { workflows: 100, rounds: 1_000 } },
    quick: { passes: 1, parameters: { workflows: 100, rounds: 400 } },
  },
  {
    id: 'anomaly',
    title: 'Findings of latency variance on streams of known shape',
    goals: [15],
    nodeFlags: ['--expose-gc'],
    subjects: ['sonde-full'],
    full: { passes: 1, parameters: { quietRuns: 80, runs: 200, tools: 2_000 } },
    quick: { passes: 1, parameters: { quietRuns: 16, runs: 40, tools: 500 } },
  },
];
