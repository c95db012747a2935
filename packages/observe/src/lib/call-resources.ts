/** What a single call takes of the process: CPU, memory, I/O, event loop. Measured at detail `debug`, or of a share of calls. */
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_SONDE_RESOURCES_CPU_SYSTEM_MS,
  ATTR_SONDE_RESOURCES_CPU_USER_MS,
  ATTR_SONDE_RESOURCES_EVENT_LOOP_DELAY_MAX_MS,
  ATTR_SONDE_RESOURCES_EVENT_LOOP_UTILIZATION,
  ATTR_SONDE_RESOURCES_FS_READS,
  ATTR_SONDE_RESOURCES_FS_WRITES,
  ATTR_SONDE_RESOURCES_MEMORY_AFTER,
  ATTR_SONDE_RESOURCES_MEMORY_BEFORE,
  ATTR_SONDE_RESOURCES_SHARED,
  type DetailLevel,
} from '@sonde/conventions';
import { runtime } from './runtime.ts';
import { sharedState } from './shared-state.ts';

/** The part of an operation that is looked at. */
export interface MeasurableCall {
  readonly detail: DetailLevel;
  readonly parent: MeasurableCall | undefined;
  readonly ended: boolean;
}

const state = sharedState('resources.v1', () => ({
  ratio: 0,
  /** Operations that run, measured or not. */
  openCount: 0,
  /** Measured calls that had the process to themselves so far: at most one and those within it. */
  alone: [] as CallResources[],
  /** Measured calls that run. */
  measuredCount: 0,
}));

/** How finely delays of the event loop are seen; its timer costs 0.1 % of a core while calls are measured. */
const DELAY_RESOLUTION_MS = 10;
const ANCESTORS_MAX = 64;
let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;
/** Reading it costs 9 µs warm and 50 µs after a pause (Node 24, Linux): more often it would be the most of a measurement. */
const MEMORY_AGE_MAX_MS = 100;
const memory = { rss: 0, readMs: Number.NEGATIVE_INFINITY };

/**
 * Sets of which share of all calls resources are measured.
 *
 * @param ratio - 0 to 1 (0). At detail `debug` they are measured in any case.
 */
export function setResourcesRatio(ratio: number): void {
  state.ratio = ratio;
}

/** An operation begins; undefined when it is not measured. */
export function openCall(call: MeasurableCall): CallResources | undefined {
  if (state.alone.length > 0) endSolitude(call);
  state.openCount += 1;
  const isMeasured = call.detail === 'debug' || (state.ratio > 0 && Math.random() < state.ratio);
  if (!isMeasured) return undefined;
  try {
    return new CallResources(call);
  } catch (error) {
    // Without a file descriptor left, Linux tells no memory.
    runtime.onInternalError('measure call', error);
    return undefined;
  }
}

/** An operation ends. */
export function closeCall(resources: CallResources | undefined): Attributes | undefined {
  state.openCount -= 1;
  try {
    return resources?.end();
  } catch (error) {
    runtime.onInternalError('measure call', error);
    return undefined;
  }
}

/** One measurement: 10 µs of CPU a call in a row, 160 µs where caches went cold in between (Node 24, packages/sdk/bench). */
export class CallResources {
  readonly call: MeasurableCall;
  readonly #memoryBefore: number;
  readonly #usage: NodeJS.ResourceUsage;
  readonly #loop: EventLoopUtilization;
  readonly #delayCount: number;
  isShared: boolean;

  constructor(call: MeasurableCall) {
    this.call = call;
    // What may fail comes first: nothing is registered then.
    this.#memoryBefore = residentMemory();
    this.#loop = performance.eventLoopUtilization();
    this.#usage = process.resourceUsage();
    this.isShared = state.openCount - 1 > openAncestors(call);
    if (!this.isShared) state.alone.push(this);
    this.#delayCount = watchDelays();
  }

  /** Ends the measurement. */
  end(): Attributes {
    const at = state.alone.indexOf(this);
    if (at >= 0) state.alone.splice(at, 1);
    const delayMaxMs = this.#delayMaxMs();
    unwatchDelays();
    const usage = process.resourceUsage();
    const loop = performance.eventLoopUtilization(this.#loop);
    return {
      [ATTR_SONDE_RESOURCES_CPU_USER_MS]: (usage.userCPUTime - this.#usage.userCPUTime) / 1e3,
      [ATTR_SONDE_RESOURCES_CPU_SYSTEM_MS]: (usage.systemCPUTime - this.#usage.systemCPUTime) / 1e3,
      [ATTR_SONDE_RESOURCES_MEMORY_BEFORE]: this.#memoryBefore,
      [ATTR_SONDE_RESOURCES_MEMORY_AFTER]: residentMemory(),
      [ATTR_SONDE_RESOURCES_FS_READS]: usage.fsRead - this.#usage.fsRead,
      [ATTR_SONDE_RESOURCES_FS_WRITES]: usage.fsWrite - this.#usage.fsWrite,
      [ATTR_SONDE_RESOURCES_EVENT_LOOP_UTILIZATION]: loop.utilization,
      ...(delayMaxMs === undefined ? {} : { [ATTR_SONDE_RESOURCES_EVENT_LOOP_DELAY_MAX_MS]: delayMaxMs }),
      [ATTR_SONDE_RESOURCES_SHARED]: this.isShared,
    };
  }

  /** The histogram belongs to all calls that are measured at the same time: a longer one's delay may show here. */
  #delayMaxMs(): number | undefined {
    if (delays === undefined || delays.count <= this.#delayCount) return undefined;
    return Math.max(0, delays.max / 1e6 - DELAY_RESOLUTION_MS);
  }
}

/** Whoever runs beside a measured call shares the process with it; its own children do not. */
function endSolitude(call: MeasurableCall): void {
  state.alone = state.alone.filter((resources) => {
    const isWithin = isAncestor(resources.call, call);
    if (!isWithin) resources.isShared = true;
    return isWithin;
  });
}

function isAncestor(ancestor: MeasurableCall, call: MeasurableCall): boolean {
  let open = call.parent;
  for (let i = 0; i < ANCESTORS_MAX && open !== undefined; i += 1) {
    if (open === ancestor) return true;
    open = open.parent;
  }
  return false;
}

function openAncestors(call: MeasurableCall): number {
  let count = 0;
  let open = call.parent;
  for (let i = 0; i < ANCESTORS_MAX && open !== undefined; i += 1) {
    if (!open.ended) count += 1;
    open = open.parent;
  }
  return count;
}

/** At most 100 ms old. */
function residentMemory(): number {
  const nowMs = performance.now();
  if (nowMs - memory.readMs < MEMORY_AGE_MAX_MS) return memory.rss;
  memory.rss = process.memoryUsage.rss();
  memory.readMs = nowMs;
  return memory.rss;
}

/** @returns Delays seen so far. */
function watchDelays(): number {
  state.measuredCount += 1;
  delays ??= monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  if (state.measuredCount > 1) return delays.count;
  delays.reset();
  delays.enable();
  return 0;
}

function unwatchDelays(): void {
  state.measuredCount -= 1;
  if (state.measuredCount === 0) delays?.disable();
}
