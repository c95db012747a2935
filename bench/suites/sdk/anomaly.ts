/** What the latency variance processor finds by default: on streams without a change, and after changes of known size. */
import { LatencyVarianceProcessor } from '@sonde/observe';
import { LatencyChangeDetector } from '@sonde/statistics';
import {
  type LatencyStreamMaker,
  normal,
  stableStreams,
  uniform,
} from '../../../packages/statistics/fixtures/latency-streams.ts';
import { median } from '../../lib/quantile.ts';
import type { Measured, ScenarioRun } from '../../lib/scenario.ts';
import { parameter } from '../../lib/start-subject.ts';
import { type EndedCall, endedCall } from '../../subjects/sonde/ended-call.ts';

const CHANGE_AT_CALL = 2_000;
/** A change that is not found within so many calls is missed. */
const CALLS_TO_FIND = 1_500;
const QUIET_CALLS = 10_000;
const DRIFT_CALLS = 1_000;
/** Length of the slow wave, and a step that spreads the runs over it evenly. */
const WAVE_CALLS = 5_000;
const WAVE_STEP_CALLS = 1_909;

type Slowing = (call: number) => number;

/** Changes that set in after call 2,000; `call` counts from there. */
const changes: Readonly<Record<string, Slowing>> = {
  '+20 %': () => 1.2,
  '+50 %': () => 1.5,
  '+100 %': () => 2,
  'drift +50 %': (call) => 1 + 0.5 * Math.min(1, call / DRIFT_CALLS),
};

export async function measure(run: ScenarioRun): Promise<Measured> {
  const runs = parameter(run, 'runs');
  const figures: Record<string, number> = {};
  for (const [name, makeStream] of Object.entries(stableStreams)) {
    figures[`${name}: falseAlarms`] = falseAlarms(makeStream, parameter(run, 'quietRuns'));
    for (const [change, slowing] of Object.entries(changes)) {
      const { share, delayCalls } = found((seed) => slowed(makeStream, seed, slowing), runs);
      figures[`${name}: ${change} found`] = share;
      figures[`${name}: ${change} delay`] = delayCalls;
    }
  }
  const slowShare = found(slowShareRising, runs);
  figures['slow share 15 -> 36 %: slow share found'] = slowShare.share;
  figures['slow share 15 -> 36 %: slow share delay'] = slowShare.delayCalls;
  return { figures: { ...figures, recordUs: recordUs(), ...bytesOf(parameter(run, 'tools')) } };
}

/** Findings in 10,000 calls, the mean over the runs. */
function falseAlarms(makeStream: LatencyStreamMaker, runs: number): number {
  let findings = 0;
  for (let seed = 0; seed < runs; seed += 1) findings += findingsOf(makeStream(seed), QUIET_CALLS).length;
  return findings / runs;
}

/**
 * Share of the runs in which a change is found after it has set in, and the median of the calls it took. Runs with a
 * false alarm before it are left out: those are counted by themselves, and what follows them is still being learnt.
 */
function found(
  makeStream: (seed: number) => () => number,
  runs: number,
): { share: number; delayCalls: number } {
  const firsts = Array.from({ length: runs }, (_, seed) => {
    const [first = Number.POSITIVE_INFINITY] = findingsOf(makeStream(seed), CHANGE_AT_CALL + CALLS_TO_FIND);
    return first - CHANGE_AT_CALL;
  });
  const judged = firsts.filter((delayCalls) => delayCalls > 0);
  const delays = judged.filter(Number.isFinite);
  return { share: delays.length / judged.length, delayCalls: median(delays) };
}

/** A stream somewhere on its way: a change may meet a slow wave in any phase of it. */
function advanced(stream: () => number, seed: number): () => number {
  const calls = (seed * WAVE_STEP_CALLS) % WAVE_CALLS;
  for (let call = 0; call < calls; call += 1) stream();
  return stream;
}

/** Calls at which a new processor spoke up. */
function findingsOf(stream: () => number, calls: number): number[] {
  const findings: number[] = [];
  let call = 0;
  const processor = new LatencyVarianceProcessor({ emit: () => findings.push(call) });
  const span = endedCall();
  for (call = 1; call <= calls; call += 1) processor.onEnding(lasting(span, stream()));
  return findings;
}

function lasting(span: EndedCall, durationMs: number): EndedCall {
  const seconds = Math.floor(durationMs / 1e3);
  span.duration = [seconds, Math.round((durationMs - seconds * 1e3) * 1e6)];
  return span;
}

function slowed(makeStream: LatencyStreamMaker, seed: number, slowing: Slowing): () => number {
  const stream = advanced(makeStream(1_000 + seed), seed);
  let call = 0;
  return () => {
    call += 1;
    return stream() * (call > CHANGE_AT_CALL ? slowing(call - CHANGE_AT_CALL) : 1);
  };
}

/** Two kinds of calls, one ten times as slow; the slow ones become more. */
function slowShareRising(seed: number): () => number {
  const random = uniform(seed);
  const next = normal(random);
  let call = 0;
  return () => {
    call += 1;
    const slowShare = call > CHANGE_AT_CALL ? 0.36 : 0.15;
    return (random() < slowShare ? 200 : 20) * Math.exp(0.2 * next());
  };
}

/** Time that the processor takes for a call. */
function recordUs(): number {
  const stream = stableStreams['independent lognormal']?.(1) ?? (() => 1);
  const durations = Array.from({ length: 20_000 }, stream);
  const processor = new LatencyVarianceProcessor({ emit: () => {} });
  const span = endedCall();
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const startMs = performance.now();
    for (const durationMs of durations) processor.onEnding(lasting(span, durationMs));
    times.push(((performance.now() - startMs) * 1000) / durations.length);
  }
  return Math.min(...times);
}

/** Memory of a tool: the detector alone, and with the rolling baseline and the exemplars beside it. */
function bytesOf(tools: number): { detectorBytes: number; watchedBytes: number } {
  const stream = stableStreams['independent lognormal']?.(1) ?? (() => 1);
  const detectorBytes = bytesOfEach(tools, () => {
    const detector = new LatencyChangeDetector();
    for (let call = 0; call < 400; call += 1) detector.record(stream());
    return detector;
  });
  const processor = new LatencyVarianceProcessor({ emit: () => {}, operationsMax: 2 * tools });
  const watchedBytes = bytesOfEach(tools, (index) => {
    const span = endedCall(`tool-${index}`);
    for (let call = 0; call < 400; call += 1) processor.onEnding(lasting(span, stream()));
    return processor;
  });
  return { detectorBytes, watchedBytes };
}

function bytesOfEach(count: number, make: (index: number) => unknown): number {
  make(count);
  const before = bytesInUse();
  const kept = Array.from({ length: count }, (_, index) => make(index));
  return (bytesInUse() - before) / kept.length;
}

function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
