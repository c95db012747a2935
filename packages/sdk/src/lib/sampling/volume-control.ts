/** Which ended spans are kept: by the sampled flag, by rates of single operations, by rules that keep a trace. */
import { type Context, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { runtime } from '@sonde/observe';
import type { SondeSettings } from '../config/settings-table.ts';
import type { KeepSpan } from '../kept-spans.ts';
import { LeafRates, OperationRates } from './operation-rates.ts';
import { TraceKeeper } from './trace-keeper.ts';

/** Where spans go that are kept, and those that are not are counted. */
export interface VolumeSinks {
  readonly keep: KeepSpan;
  /** Counts spans that sampling leaves out; negative when they are kept after all. */
  sampledOut(count: number): void;
}

/** Asked by the span processor; everything is watched, whatever is kept. */
export class VolumeControl {
  readonly #leaves: LeafRates | undefined;
  readonly #keeper: TraceKeeper | undefined;
  readonly #sinks: VolumeSinks;

  constructor(settings: SondeSettings, sinks: VolumeSinks) {
    const rates = new OperationRates(settings.samplerRates, settings.environment);
    const write = (span: ReadableSpan) => {
      sinks.sampledOut(-1);
      sinks.keep(span);
    };
    runtime.samplerReadsAttributes = !rates.isEmpty;
    this.#leaves = rates.isEmpty ? undefined : new LeafRates(rates);
    this.#keeper = settings.keep.length === 0 ? undefined : new TraceKeeper({ ...settings, write });
    this.#sinks = sinks;
  }

  /** Spans of traces that were given up before their end, because of a bound. */
  get givenUpCount(): number {
    return this.#keeper?.givenUpCount ?? 0;
  }

  /** A span starts. */
  started(parentContext: Context): void {
    this.#leaves?.started(parentContext);
  }

  /** A span has ended: it is kept, held until its trace is, or left out. */
  ended(span: ReadableSpan): void {
    if (this.#isKept(span)) this.#sinks.keep(span);
    else this.#sinks.sampledOut(1);
  }

  #isKept(span: ReadableSpan): boolean {
    if (this.#leaves?.leavesOut(span)) return false;
    if (this.#keeper !== undefined) return this.#keeper.takes(span);
    return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  }
}
