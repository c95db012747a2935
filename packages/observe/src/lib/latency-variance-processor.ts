/** Speaks up once when the latency of an operation has left its baseline. */

import { SpanStatusCode } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_SONDE_LATENCY_BASELINE_MS,
  ATTR_SONDE_LATENCY_CALLS,
  ATTR_SONDE_LATENCY_CHANGED,
  ATTR_SONDE_LATENCY_CURRENT_MS,
  ATTR_SONDE_LATENCY_DETECTOR,
  ATTR_SONDE_LATENCY_DEVIATION_RATIO,
  ATTR_SONDE_LATENCY_EXEMPLARS,
  ATTR_SONDE_LATENCY_MEAN_MS,
  ATTR_SONDE_LATENCY_MEASURE,
  ATTR_SONDE_LATENCY_STDDEV_MS,
  ATTR_SONDE_LATENCY_WINDOW_MS,
  ATTR_SONDE_OPERATION_KEY,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_OPERATION_NAME,
  ATTR_SONDE_STREAM_ENDED_BY,
  EVENT_SONDE_LATENCY_VARIANCE,
} from '@sonde/conventions';
import {
  type BaselineSnapshot,
  type BaselineStatistics,
  type LatencyChange,
  LatencyChangeDetector,
  type LatencyDetector,
  type LatencyDetectorSnapshot,
  RollingBaseline,
  ThresholdDetector,
} from '@sonde/statistics';
import { contextOfSpan } from './exception-event.ts';
import { ExemplarWindow } from './exemplar-window.ts';
import type { EventSink, ObservedEvent } from './observed-event.ts';
import type { EndingSpan, ObservedSpan, ObservingProcessor } from './observed-span.ts';
import { baselineKeyOf, type Operation, operationOf } from './operation.ts';
import { requestAttributes } from './request-context.ts';
import { runtime } from './runtime.ts';

/** Settings of a {@link LatencyVarianceProcessor}. */
export interface LatencyVarianceOptions {
  /** Takes the findings. */
  readonly emit: EventSink;
  /** `cusum` finds lasting changes; `threshold` is the classic rule (cusum). */
  readonly detector?: 'cusum' | 'threshold';
  /** Least change worth reporting, as a ratio (0.1 for cusum, 0.2 for threshold). */
  readonly thresholdRatio?: number;
  /**
   * Least change of a whole call worth reporting, in ms, 0 or more (1). Below it garbage collection alone moves an
   * operation of some microseconds by any ratio: 13 findings in 96,000 calls, measured.
   */
  readonly differenceMinMs?: number;
  /** Calls in the rolling baseline (100). */
  readonly windowSize?: number;
  /** Calls before the classic rule judges (10). */
  readonly samplesMin?: number;
  /** Operations watched; those beyond are counted and not watched (1,000). */
  readonly operationsMax?: number;
}

/** What is judged of an operation. */
export type LatencyMeasure = 'duration' | 'first_chunk' | 'per_output_token';

/** State of one baseline, as it is kept across restarts. */
export interface WatchedSnapshot {
  readonly key: string;
  readonly baseline: BaselineSnapshot;
  readonly detector: LatencyDetectorSnapshot;
}

interface Watched {
  readonly baseline: RollingBaseline;
  readonly detector: LatencyDetector;
  readonly exemplars: ExemplarWindow;
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly key: string;
}

/** Without a stream, the time per token holds the wait for the first one as well: a baseline of its own. */
const WHOLE = '|whole';

/**
 * A span processor for any tracer provider. Successful operations feed a rolling baseline per operation key in
 * constant memory; a change is one event and marks the span that showed it, for tail sampling.
 */
export class LatencyVarianceProcessor implements ObservingProcessor {
  readonly #options: LatencyVarianceOptions;
  readonly #watched = new Map<string, Watched>();
  /** Samples not judged because too many operations are watched already. */
  unwatchedCount = 0;
  /** Changes not reported because they are smaller than `differenceMinMs`. */
  tooSmallCount = 0;

  constructor(options: LatencyVarianceOptions) {
    this.#options = options;
  }

  onStart(): void {}

  /** Judges here, while the span can still be marked. */
  onEnding(span: EndingSpan): void {
    try {
      this.#judge(span);
    } catch (error) {
      runtime.onInternalError('latency variance', error);
    }
  }

  onEnd(): void {}

  /** Baseline of an operation's duration; undefined before its first call. */
  baselineOf(operation: Operation): BaselineStatistics | undefined {
    return this.#watched.get(watchKey(baselineKeyOf(operation.spec), 'duration'))?.baseline.statistics();
  }

  /** State of all baselines, to be restored by the next process. */
  snapshot(): WatchedSnapshot[] {
    return [...this.#watched].map(([key, { baseline, detector }]) => ({
      key,
      baseline: baseline.snapshot(),
      detector: detector.snapshot(),
    }));
  }

  /** Goes on from an earlier state; entries that do not fit are left out. */
  restore(snapshots: readonly WatchedSnapshot[]): void {
    for (const { key, baseline, detector } of snapshots) {
      const watched = this.#watch(key);
      watched?.baseline.restore(baseline);
      watched?.detector.restore(detector);
    }
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #judge(span: EndingSpan): void {
    if (span.status.code === SpanStatusCode.ERROR || span.attributes[ATTR_SONDE_STREAM_ENDED_BY] === 'gc')
      return;
    const operation = operationOf(span);
    const subject = operation === undefined ? subjectOfSpan(span) : subjectOf(operation);
    if (subject === undefined) return;
    const durationMs = span.duration[0] * 1e3 + span.duration[1] / 1e6;
    this.#record(span, subject, 'duration', durationMs);
    if (operation?.spec.kind === 'llm') this.#recordModelCall(span, subject, operation, durationMs);
  }

  #recordModelCall(span: EndingSpan, subject: Subject, operation: Operation, durationMs: number): void {
    const { firstChunkMs } = operation;
    if (firstChunkMs !== undefined) this.#record(span, subject, 'first_chunk', firstChunkMs);
    const outputTokens = span.attributes[ATTR_GEN_AI_USAGE_OUTPUT_TOKENS];
    if (typeof outputTokens !== 'number' || !(outputTokens > 0)) return;
    const perTokenMs = (durationMs - (firstChunkMs ?? 0)) / outputTokens;
    const apart = firstChunkMs === undefined ? WHOLE : '';
    this.#record(span, subject, 'per_output_token', perTokenMs, { apart, perCall: outputTokens });
  }

  #record(
    span: EndingSpan,
    subject: Subject,
    measure: LatencyMeasure,
    valueMs: number,
    { apart = '', perCall = 1 } = {},
  ): void {
    const watched = this.#watch(watchKey(subject.key, measure) + apart);
    if (watched === undefined) return;
    const { traceId, spanId } = span.spanContext();
    watched.baseline.record(valueMs);
    watched.exemplars.record(valueMs, traceId, spanId);
    const change = watched.detector.record(valueMs);
    if (change === undefined || this.#isTooSmall(change, perCall)) return;
    span.setAttribute(ATTR_SONDE_LATENCY_CHANGED, true);
    this.#options.emit(latencyEvent(span, subject, measure, watched, change));
  }

  /** Judged on the call: some tenths of a millisecond a token are much in an answer of a thousand. */
  #isTooSmall({ beforeMs, afterMs }: LatencyChange, perCall: number): boolean {
    const isTooSmall = Math.abs(afterMs - beforeMs) * perCall < (this.#options.differenceMinMs ?? 1);
    if (isTooSmall) this.tooSmallCount += 1;
    return isTooSmall;
  }

  #watch(key: string): Watched | undefined {
    const present = this.#watched.get(key);
    if (present !== undefined) return present;
    if (this.#watched.size >= (this.#options.operationsMax ?? 1_000)) {
      this.unwatchedCount += 1;
      return undefined;
    }
    const { windowSize = 100 } = this.#options;
    const watched = {
      baseline: new RollingBaseline({ windowSize }),
      detector: newDetector(this.#options),
      exemplars: new ExemplarWindow(),
    };
    this.#watched.set(key, watched);
    return watched;
  }
}

function newDetector({
  detector,
  thresholdRatio,
  windowSize,
  samplesMin,
}: LatencyVarianceOptions): LatencyDetector {
  const threshold = thresholdRatio === undefined ? {} : { thresholdRatio };
  if (detector !== 'threshold') return new LatencyChangeDetector(threshold);
  const bounds = {
    ...(windowSize === undefined ? {} : { windowSize }),
    ...(samplesMin === undefined ? {} : { samplesMin }),
  };
  return new ThresholdDetector({ ...threshold, ...bounds });
}

function watchKey(key: string, measure: LatencyMeasure): string {
  return measure === 'duration' ? key : `${key}|${measure}`;
}

function subjectOf({ spec }: Operation): Subject {
  return { kind: spec.kind, name: spec.name, key: baselineKeyOf(spec) };
}

/** Spans of other instrumentations are watched when the GenAI conventions say what they are. */
function subjectOfSpan(span: ObservedSpan): Subject | undefined {
  const operation = span.attributes[ATTR_GEN_AI_OPERATION_NAME];
  if (typeof operation !== 'string') return undefined;
  const name = String(
    span.attributes[ATTR_GEN_AI_TOOL_NAME] ?? span.attributes[ATTR_GEN_AI_REQUEST_MODEL] ?? span.name,
  );
  return { kind: operation, name, key: `${operation}:${name}` };
}

function latencyEvent(
  span: EndingSpan,
  subject: Subject,
  measure: LatencyMeasure,
  watched: Watched,
  change: LatencyChange,
): ObservedEvent {
  const { mean, standardDeviation } = watched.baseline.statistics();
  const percent = Math.round(Math.abs(change.ratio - 1) * 100);
  const moved = `${percent} % ${change.ratio < 1 ? 'faster' : 'slower'}`;
  const from = operationOf(span)?.context ?? contextOfSpan(span.spanContext());
  return {
    eventName: EVENT_SONDE_LATENCY_VARIANCE,
    severityNumber: 13,
    body: `${subject.name} is ${moved}: ${change.beforeMs.toFixed(1)} ms before, ${change.afterMs.toFixed(1)} ms now`,
    context: from,
    attributes: {
      ...requestAttributes(from),
      [ATTR_SONDE_OPERATION_KIND]: subject.kind,
      [ATTR_SONDE_OPERATION_NAME]: subject.name,
      [ATTR_SONDE_OPERATION_KEY]: subject.key,
      [ATTR_SONDE_LATENCY_MEASURE]: measure,
      [ATTR_SONDE_LATENCY_DETECTOR]: change.detector,
      [ATTR_SONDE_LATENCY_CURRENT_MS]: change.afterMs,
      [ATTR_SONDE_LATENCY_BASELINE_MS]: change.beforeMs,
      [ATTR_SONDE_LATENCY_MEAN_MS]: mean,
      [ATTR_SONDE_LATENCY_STDDEV_MS]: standardDeviation,
      [ATTR_SONDE_LATENCY_DEVIATION_RATIO]: change.ratio - 1,
      [ATTR_SONDE_LATENCY_CALLS]: change.callsSeen,
      [ATTR_SONDE_LATENCY_WINDOW_MS]: watched.baseline.values(),
      [ATTR_SONDE_LATENCY_EXEMPLARS]: watched.exemplars.slowest().map((exemplar) => ({ ...exemplar })),
    },
  };
}
