/** Speaks up once when the latency of an operation has left its baseline. */

import { SpanStatusCode } from '@opentelemetry/api';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_SONDE_LATENCY_CHANGED,
  ATTR_SONDE_STREAM_ENDED_BY,
} from '@sonde/conventions';
import {
  type BaselineSnapshot,
  type BaselineStatistics,
  type LatencyDetector,
  type LatencyDetectorSnapshot,
  RollingBaseline,
} from '@sonde/statistics';
import { ExemplarWindow } from './exemplar-window.ts';
import {
  type LatencyFinding,
  type LatencyMeasure,
  type LatencySubject,
  latencyEvent,
} from './latency-event.ts';
import {
  type LatencyOverride,
  type LatencyRule,
  LatencyRules,
  newDetector,
  type SettledRule,
} from './latency-rules.ts';
import type { EventSink } from './observed-event.ts';
import type { EndingSpan, ObservedSpan, ObservingProcessor } from './observed-span.ts';
import { baselineKeyOf, type Operation, operationOf } from './operation.ts';
import {
  compareReleases,
  isJudgedAfter,
  isPastJudgement,
  type KnownLatencies,
} from './release-comparison.ts';
import { runtime } from './runtime.ts';

/** Settings of a {@link LatencyVarianceProcessor}: the rule for all operations, and what differs for some. */
export interface LatencyVarianceOptions extends LatencyRule {
  /** Takes the findings. */
  readonly emit: EventSink;
  /** Other rules by pattern of operation: `tool:lookup`, `llm:*`, `production/agent:*` (none). */
  readonly overrides?: Readonly<Record<string, LatencyOverride>>;
  /** Deployment environment, for overrides that name one (none). */
  readonly environment?: string;
  /** Operations watched; those beyond are counted and not watched (1,000). */
  readonly operationsMax?: number;
}

/** State of one baseline, as it is kept across restarts. */
export interface WatchedSnapshot {
  readonly key: string;
  readonly baseline: BaselineSnapshot;
  readonly detector: LatencyDetectorSnapshot;
  /** The release that it was judged against; absent until it was. */
  readonly comparedWith?: string;
}

interface Watched {
  readonly rule: SettledRule;
  readonly baseline: RollingBaseline;
  /** Undefined when nothing is to be reported. */
  readonly detector: LatencyDetector | undefined;
  readonly exemplars: ExemplarWindow;
  /** What the release before knew; undefined when there is nothing to compare, or no more. */
  before: KnownLatencies | undefined;
  comparedWith: string | undefined;
}

/** Without a stream, the time per token holds the wait for the first one as well: a baseline of its own. */
const WHOLE = '|whole';

/**
 * A span processor for any tracer provider. Successful operations feed a rolling baseline per operation key in
 * constant memory; a change is one event and marks the span that showed it, for tail sampling.
 */
export class LatencyVarianceProcessor implements ObservingProcessor {
  readonly #options: LatencyVarianceOptions;
  readonly #rules: LatencyRules;
  readonly #watched = new Map<string, Watched>();
  #releaseBefore = '';
  #before: ReadonlyMap<string, KnownLatencies> = new Map();
  /** Samples not judged because too many operations are watched already. */
  unwatchedCount = 0;
  /** Changes not reported because they are smaller than `differenceMinMs`. */
  tooSmallCount = 0;

  constructor(options: LatencyVarianceOptions) {
    this.#options = options;
    this.#rules = new LatencyRules(options, options.overrides, options.environment);
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
    return [...this.#watched].map(([key, watched]) => ({
      key,
      ...knownOf(watched),
      ...(watched.comparedWith === undefined ? {} : { comparedWith: watched.comparedWith }),
    }));
  }

  /** Goes on from an earlier state; entries that do not fit are left out. */
  restore(snapshots: readonly WatchedSnapshot[]): void {
    for (const { key, baseline, detector, comparedWith } of snapshots) {
      const watched = this.#watch(key);
      if (watched === undefined) continue;
      watched.baseline.restore(baseline);
      watched.detector?.restore(detector);
      if (typeof comparedWith === 'string') watched.comparedWith = comparedWith;
      if (watched.comparedWith !== undefined) watched.before = undefined;
    }
  }

  /**
   * Judges each operation once against an earlier release: after 320 calls, and if nothing was found after 820. One
   * event tells of a difference that passes the operation's rule and is beyond chance; nothing is said otherwise.
   *
   * @param release - Its name; empty when it had none.
   * @param snapshots - What it left.
   */
  judgeAgainst(release: string, snapshots: readonly WatchedSnapshot[]): void {
    this.#releaseBefore = release;
    this.#before = new Map(snapshots.map((snapshot) => [snapshot.key, snapshot]));
    for (const [key, watched] of this.#watched)
      if (watched.comparedWith === undefined && watched.detector !== undefined)
        watched.before = this.#before.get(key);
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

  #recordModelCall(
    span: EndingSpan,
    subject: LatencySubject,
    operation: Operation,
    durationMs: number,
  ): void {
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
    subject: LatencySubject,
    measure: LatencyMeasure,
    valueMs: number,
    { apart = '', perCall = 1 } = {},
  ): void {
    const watched = this.#watch(watchKey(subject.key, measure) + apart);
    if (watched === undefined) return;
    const { traceId, spanId } = span.spanContext();
    watched.baseline.record(valueMs);
    watched.exemplars.record(valueMs, traceId, spanId);
    const change = watched.detector?.record(valueMs);
    const finding = watched.before === undefined ? change : (this.#compare(watched) ?? change);
    if (finding === undefined || this.#isTooSmall(finding, watched.rule, perCall)) return;
    span.setAttribute(ATTR_SONDE_LATENCY_CHANGED, true);
    this.#options.emit(latencyEvent(span, subject, measure, watched, finding));
  }

  #compare(watched: Watched): LatencyFinding | undefined {
    const callsSeen = watched.baseline.totalCount;
    if (watched.before === undefined || !isJudgedAfter(callsSeen)) {
      if (isPastJudgement(callsSeen)) this.#endComparison(watched);
      return undefined;
    }
    const found = compareReleases(watched.before, knownOf(watched), watched.rule.thresholdRatio);
    if (found !== undefined || isPastJudgement(callsSeen)) this.#endComparison(watched);
    if (found === undefined) return undefined;
    const { beforeMs, afterMs, ratio } = found;
    return { detector: 'release', beforeMs, afterMs, ratio, callsSeen, releaseBefore: this.#releaseBefore };
  }

  #endComparison(watched: Watched): void {
    watched.before = undefined;
    watched.comparedWith = this.#releaseBefore;
  }

  /** Judged on the call: some tenths of a millisecond a token are much in an answer of a thousand. */
  #isTooSmall({ beforeMs, afterMs }: LatencyFinding, rule: SettledRule, perCall: number): boolean {
    const isTooSmall = Math.abs(afterMs - beforeMs) * perCall < rule.differenceMinMs;
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
    const rule = this.#rules.of(operationKeyOf(key));
    const detector = newDetector(rule);
    const watched: Watched = {
      rule,
      baseline: new RollingBaseline({ windowSize: rule.windowSize }),
      detector,
      exemplars: new ExemplarWindow(),
      before: detector === undefined ? undefined : this.#before.get(key),
      comparedWith: undefined,
    };
    this.#watched.set(key, watched);
    return watched;
  }
}

/** A baseline that nothing judges has no state of a detector. */
const NO_DETECTOR: LatencyDetectorSnapshot = { detector: 'cusum', state: [] };

function knownOf({ baseline, detector }: Watched): KnownLatencies {
  return { baseline: baseline.snapshot(), detector: detector?.snapshot() ?? NO_DETECTOR };
}

function watchKey(key: string, measure: LatencyMeasure): string {
  return measure === 'duration' ? key : `${key}|${measure}`;
}

/** The other way round: names may hold the character, measures are known. */
function operationKeyOf(watchedKey: string): string {
  return watchedKey.replace(/\|(first_chunk|per_output_token(\|whole)?)$/, '');
}

function subjectOf({ spec }: Operation): LatencySubject {
  return { kind: spec.kind, name: spec.name, key: baselineKeyOf(spec) };
}

/** Spans of other instrumentations are watched when the GenAI conventions say what they are. */
function subjectOfSpan(span: ObservedSpan): LatencySubject | undefined {
  const operation = span.attributes[ATTR_GEN_AI_OPERATION_NAME];
  if (typeof operation !== 'string') return undefined;
  const name = String(
    span.attributes[ATTR_GEN_AI_TOOL_NAME] ?? span.attributes[ATTR_GEN_AI_REQUEST_MODEL] ?? span.name,
  );
  return { kind: operation, name, key: `${operation}:${name}` };
}
