/** The event that tells of a latency which has left its baseline. */
import {
  ATTR_SONDE_LATENCY_BASELINE_MS,
  ATTR_SONDE_LATENCY_CALLS,
  ATTR_SONDE_LATENCY_CURRENT_MS,
  ATTR_SONDE_LATENCY_DETECTOR,
  ATTR_SONDE_LATENCY_DEVIATION_RATIO,
  ATTR_SONDE_LATENCY_EXEMPLARS,
  ATTR_SONDE_LATENCY_MEAN_MS,
  ATTR_SONDE_LATENCY_MEASURE,
  ATTR_SONDE_LATENCY_RELEASE_BEFORE,
  ATTR_SONDE_LATENCY_STDDEV_MS,
  ATTR_SONDE_LATENCY_WINDOW_MS,
  ATTR_SONDE_OPERATION_KEY,
  ATTR_SONDE_OPERATION_KIND,
  ATTR_SONDE_OPERATION_NAME,
  EVENT_SONDE_LATENCY_VARIANCE,
} from '@sonde/conventions';
import type { RollingBaseline } from '@sonde/statistics';
import { contextOfSpan } from './exception-event.ts';
import type { ExemplarWindow } from './exemplar-window.ts';
import type { ObservedEvent } from './observed-event.ts';
import type { ObservedSpan } from './observed-span.ts';
import { operationOf } from './operation.ts';
import { requestAttributes } from './request-context.ts';

/** What is judged of an operation. */
export type LatencyMeasure = 'duration' | 'first_chunk' | 'per_output_token';

/** Which operation an event tells of. */
export interface LatencySubject {
  readonly kind: string;
  readonly name: string;
  readonly key: string;
}

/** What was found. */
export interface LatencyFinding {
  readonly detector: 'cusum' | 'threshold' | 'release';
  readonly beforeMs: number;
  readonly afterMs: number;
  /** `afterMs / beforeMs` */
  readonly ratio: number;
  readonly callsSeen: number;
  /** The release that was compared with. */
  readonly releaseBefore?: string;
}

/** Makes the event. */
export function latencyEvent(
  span: ObservedSpan,
  subject: LatencySubject,
  measure: LatencyMeasure,
  { baseline, exemplars }: { readonly baseline: RollingBaseline; readonly exemplars: ExemplarWindow },
  finding: LatencyFinding,
): ObservedEvent {
  const { mean, standardDeviation } = baseline.statistics();
  const from = operationOf(span)?.context ?? contextOfSpan(span.spanContext());
  return {
    eventName: EVENT_SONDE_LATENCY_VARIANCE,
    severityNumber: 13,
    body: sentenceOf(subject, finding),
    context: from,
    attributes: {
      ...requestAttributes(from),
      [ATTR_SONDE_OPERATION_KIND]: subject.kind,
      [ATTR_SONDE_OPERATION_NAME]: subject.name,
      [ATTR_SONDE_OPERATION_KEY]: subject.key,
      [ATTR_SONDE_LATENCY_MEASURE]: measure,
      [ATTR_SONDE_LATENCY_DETECTOR]: finding.detector,
      [ATTR_SONDE_LATENCY_RELEASE_BEFORE]: finding.releaseBefore,
      [ATTR_SONDE_LATENCY_CURRENT_MS]: finding.afterMs,
      [ATTR_SONDE_LATENCY_BASELINE_MS]: finding.beforeMs,
      [ATTR_SONDE_LATENCY_MEAN_MS]: mean,
      [ATTR_SONDE_LATENCY_STDDEV_MS]: standardDeviation,
      [ATTR_SONDE_LATENCY_DEVIATION_RATIO]: finding.ratio - 1,
      [ATTR_SONDE_LATENCY_CALLS]: finding.callsSeen,
      [ATTR_SONDE_LATENCY_WINDOW_MS]: baseline.values(),
      [ATTR_SONDE_LATENCY_EXEMPLARS]: exemplars.slowest().map((exemplar) => ({ ...exemplar })),
    },
  };
}

function sentenceOf({ name }: LatencySubject, finding: LatencyFinding): string {
  const { ratio, beforeMs, afterMs, releaseBefore } = finding;
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  const moved = `${percent} % ${ratio < 1 ? 'faster' : 'slower'}`;
  const than = releaseBefore === undefined ? '' : ` than in release ${releaseBefore || '(unnamed)'}`;
  return `${name} is ${moved}${than}: ${beforeMs.toFixed(1)} ms before, ${afterMs.toFixed(1)} ms now`;
}
