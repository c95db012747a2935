/** Holds the spans of traces that the sampler left out until a rule keeps the trace, or its end lets it go. */
import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR_SONDE_SAMPLED_BY, ATTR_SONDE_SAMPLING_RATIO } from '@sonde/conventions';
import { operationOf } from '@sonde/observe';
import { costOf, isLocalRoot, KeepJudge, type KeepReason, type KeepRules } from './keep-rules.ts';

/** Bounds of a {@link TraceKeeper}, and where what is kept goes. */
export interface TraceKeeperOptions extends KeepRules {
  readonly keepBytesMax: number;
  readonly keepTracesMax: number;
  readonly keepAgeMs: number;
  /** Takes a span that was held and is kept after all. */
  readonly write: (span: ReadableSpan) => void;
  /** Told how many spans are let go for good. */
  readonly letGo: (count: number) => void;
  /** Monotonic clock in ms (`performance.now`). */
  readonly nowMs?: () => number;
}

interface OpenTrace {
  readonly startedMs: number;
  readonly spans: ReadableSpan[];
  sizeBytes: number;
  costUsd: number;
}

/** A span without content, and each of its attributes beyond the text: 1.2 to 1.3 KB in all, over 20,000 held spans (Node 24). */
const SPAN_BYTES = 1_100;
const ATTRIBUTE_BYTES = 32;

/** Judges every span that ends. */
export class TraceKeeper {
  readonly #options: TraceKeeperOptions;
  readonly #judge: KeepJudge;
  readonly #nowMs: () => number;
  /** The one begun longest ago first. */
  readonly #open = new Map<string, OpenTrace>();
  /** Traces that a rule kept: what still ends in them is written at once. */
  readonly #kept = new Map<string, KeepReason>();
  #sizeBytes = 0;
  /** Spans let go before the end of their trace, because of a bound. */
  givenUpCount = 0;

  constructor(options: TraceKeeperOptions) {
    this.#options = options;
    this.#judge = new KeepJudge(options);
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** Bytes held, by estimate. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /**
   * Judges a span that has ended.
   *
   * @returns Whether it is to be written now.
   */
  takes(span: ReadableSpan): boolean {
    const { traceId, traceFlags } = span.spanContext();
    const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
    const reason = this.#kept.get(traceId) ?? this.#reasonFor(span, traceId);
    if (isLocalRoot(span)) this.#endTrace(span, traceId, reason);
    if (isSampled) return true;
    if (reason !== undefined) {
      span.attributes[ATTR_SONDE_SAMPLED_BY] = reason;
      return true;
    }
    if (isLocalRoot(span)) this.#options.letGo(1);
    else this.#hold(span, traceId);
    return false;
  }

  /** Lets everything go that is held. */
  close(): void {
    for (const traceId of [...this.#open.keys()]) this.#letGo(traceId);
  }

  #reasonFor(span: ReadableSpan, traceId: string): KeepReason | undefined {
    const costUsd = costOf(span);
    const open = costUsd > 0 ? this.#opened(traceId) : this.#open.get(traceId);
    if (open !== undefined) open.costUsd += costUsd;
    const reason = this.#judge.reasonFor(span, open?.costUsd ?? 0);
    if (reason !== undefined) this.#keep(traceId, reason);
    return reason;
  }

  #keep(traceId: string, reason: KeepReason): void {
    this.#kept.set(traceId, reason);
    if (this.#kept.size > this.#options.keepTracesMax) this.#kept.delete(firstKeyOf(this.#kept));
    for (const span of this.#forget(traceId)) {
      span.attributes[ATTR_SONDE_SAMPLED_BY] = reason;
      this.#options.write(span);
    }
  }

  /** All traces that meet a rule are kept, those of the sampler too: each stands for itself alone. */
  #endTrace(span: ReadableSpan, traceId: string, reason: KeepReason | undefined): void {
    if (reason !== undefined) span.attributes[ATTR_SONDE_SAMPLING_RATIO] = 1;
    this.#letGo(traceId);
  }

  #hold(span: ReadableSpan, traceId: string): void {
    const open = this.#opened(traceId);
    const sizeBytes = sizeOf(span);
    open.spans.push(span);
    open.sizeBytes += sizeBytes;
    this.#sizeBytes += sizeBytes;
    this.#keepBounds();
  }

  #opened(traceId: string): OpenTrace {
    let open = this.#open.get(traceId);
    if (open === undefined) {
      open = { startedMs: this.#nowMs(), spans: [], sizeBytes: 0, costUsd: 0 };
      this.#open.set(traceId, open);
      this.#keepBounds();
    }
    return open;
  }

  /** @returns How many. */
  #letGo(traceId: string): number {
    const count = this.#forget(traceId).length;
    if (count > 0) this.#options.letGo(count);
    return count;
  }

  #forget(traceId: string): readonly ReadableSpan[] {
    const open = this.#open.get(traceId);
    if (open === undefined) return [];
    this.#open.delete(traceId);
    this.#sizeBytes -= open.sizeBytes;
    return open.spans;
  }

  #keepBounds(): void {
    const { keepBytesMax, keepTracesMax, keepAgeMs } = this.#options;
    const oldestMs = this.#nowMs() - keepAgeMs;
    for (const [traceId, { startedMs }] of this.#open) {
      const isBeyond = this.#sizeBytes > keepBytesMax || this.#open.size > keepTracesMax;
      if (!isBeyond && startedMs >= oldestMs) return;
      this.givenUpCount += this.#letGo(traceId);
    }
  }
}

function firstKeyOf(map: ReadonlyMap<string, unknown>): string {
  const [first = ''] = map.keys();
  return first;
}

/** Content is counted where it was captured; of other spans the texts are. */
function sizeOf(span: ReadableSpan): number {
  const units = operationOf(span)?.contentUnits;
  let sizeBytes = SPAN_BYTES + 2 * (units ?? 0);
  for (const key in span.attributes) {
    const value = span.attributes[key];
    sizeBytes += ATTRIBUTE_BYTES + (units === undefined && typeof value === 'string' ? 2 * value.length : 0);
  }
  return sizeBytes;
}
