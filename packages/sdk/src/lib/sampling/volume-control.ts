/** Which ended spans are written: by the sampled flag, by rates of single operations, by rules that keep a trace. */
import { type Context, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { operationOf, runtime } from '@sonde/observe';
import type { SondeSettings } from '../config/settings-table.ts';
import type { TelemetryWriter } from '../telemetry-writer.ts';
import { LeafRates, OperationRates } from './operation-rates.ts';
import { TraceKeeper } from './trace-keeper.ts';

/** Where spans go that are written later, and those that are not are counted. */
export interface VolumeSinks {
  /** Takes a span that was held. */
  write(span: ReadableSpan): void;
  /** Counts spans that sampling leaves out; negative when they are written after all. */
  sampledOut(count: number): void;
}

/** Volume control by the settings, in front of a writer. */
export function volumeOf(settings: SondeSettings, writer: TelemetryWriter): VolumeControl {
  return new VolumeControl(settings, {
    write: (span) => writer.span(span, operationOf(span)?.contentUnits),
    sampledOut: (count) => writer.sampledOut(count),
  });
}

/** Asked by the span processor; everything is watched, whatever is written. */
export class VolumeControl {
  readonly #leaves: LeafRates | undefined;
  readonly #keeper: TraceKeeper | undefined;
  readonly #sinks: VolumeSinks;

  constructor(settings: SondeSettings, sinks: VolumeSinks) {
    const rates = new OperationRates(settings.samplerRates, settings.environment);
    const write = (span: ReadableSpan) => {
      sinks.sampledOut(-1);
      sinks.write(span);
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

  /** Whether a span that has ended is written now. */
  takes(span: ReadableSpan): boolean {
    const isTaken = this.#isTaken(span);
    if (!isTaken) this.#sinks.sampledOut(1);
    return isTaken;
  }

  #isTaken(span: ReadableSpan): boolean {
    if (this.#leaves?.leavesOut(span)) return false;
    if (this.#keeper !== undefined) return this.#keeper.takes(span);
    return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  }
}
