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
  /** Counts spans that sampling leaves out for good. */
  readonly sampledOut: (count: number) => void;
}

/** Asked by the span processor; everything is watched, whatever is kept. */
export class VolumeControl {
  readonly #leaves: LeafRates | undefined;
  readonly #keeper: TraceKeeper | undefined;
  readonly #sinks: VolumeSinks;

  constructor(settings: SondeSettings, sinks: VolumeSinks) {
    const rates = new OperationRates(settings.samplerRates, settings.environment);
    runtime.samplerReadsAttributes = !rates.isEmpty;
    this.#leaves = rates.isEmpty ? undefined : new LeafRates(rates);
    const { keep: write, sampledOut: letGo } = sinks;
    this.#keeper = settings.keep.length === 0 ? undefined : new TraceKeeper({ ...settings, write, letGo });
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
    if (this.#leaves?.leavesOut(span)) this.#sinks.sampledOut(1);
    else if (this.#keeper === undefined) this.#keepSampled(span);
    else if (this.#keeper.takes(span)) this.#sinks.keep(span);
  }

  /** Lets go what is held: its traces will not end here. */
  close(): void {
    this.#keeper?.close();
  }

  #keepSampled(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) this.#sinks.keep(span);
    else this.#sinks.sampledOut(1);
  }
}
