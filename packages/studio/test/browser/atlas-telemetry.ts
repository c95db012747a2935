/** Telemetry of an assistant that answers questions about countries. The same in every run. */
import type { ErrorOccurrence, LatencyFinding, LogEntry, SpanDetail } from '@sonde/store/reader';
import { atlasTrace } from './atlas-trace.ts';
import { randomOf, type Telemetry } from './telemetry.ts';

/** Telemetry of `traceCount` questions that ended shortly before `nowMs`. */
export function atlasTelemetry(nowMs: number, traceCount = 60): Telemetry {
  const random = randomOf(7);
  const spans: SpanDetail[] = [];
  const logs: LogEntry[] = [];
  const errors: ErrorOccurrence[] = [];
  for (let index = 0; index < traceCount; index += 1) {
    const startMs = nowMs - 40_000 - (traceCount - index - 1) * 51_000 * (0.6 + 0.8 * random());
    const made = atlasTrace({ index, startMs, random });
    spans.push(...made.spans);
    logs.push(...made.logs);
    errors.push(...made.errors);
  }
  errors.sort((a, b) => b.timeMs - a.timeMs);
  return { spans, logs, errors, findings: atlasFindings(nowMs, spans, random) };
}

function atlasFindings(
  nowMs: number,
  spans: readonly SpanDetail[],
  random: () => number,
): readonly LatencyFinding[] {
  const finding = (
    id: string,
    operation: string,
    kind: string,
    beforeMs: number,
    nowTypicalMs: number,
    agoMs: number,
  ) => {
    const windowMs = Array.from({ length: 80 }, (_, index) => {
      const typical = index < 44 ? beforeMs : nowTypicalMs;
      return typical * Math.exp((random() + random() + random() - 1.5) * 0.35);
    });
    const exemplars = spans
      .filter((one) => one.operation === operation)
      .slice(-4)
      .map(({ traceId, spanId, durationMs }) => ({ traceId, spanId, durationMs }));
    const made: LatencyFinding = {
      id,
      timeMs: nowMs - agoMs,
      service: 'atlas',
      operation,
      kind,
      measure: kind === 'llm' ? 'first_chunk' : 'duration',
      detector: 'cusum',
      release: '1.4.0',
      releaseBefore: '',
      baselineMs: beforeMs,
      currentMs: nowTypicalMs,
      meanMs: beforeMs * 1.06,
      stddevMs: beforeMs * 0.21,
      deviationRatio: nowTypicalMs / beforeMs - 1,
      calls: 812,
      windowMs,
      exemplars,
      traceId: exemplars[0]?.traceId ?? '',
    };
    return made;
  };
  return [
    finding('f1', 'exchange_rate', 'tool', 228, 611, 190_000),
    finding('f2', 'claude-sonnet-4-5', 'llm', 310, 455, 1_500_000),
    finding('f3', 'countries', 'retrieval', 214, 142, 2_900_000),
  ];
}
