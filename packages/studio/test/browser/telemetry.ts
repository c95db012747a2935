/** Telemetry as tests write it: what is sent to a studio, and what is expected back. */
import type { ErrorOccurrence, LatencyFinding, LogEntry, SpanDetail } from '@sonde/store/reader';

/** Telemetry of some time: what is sent to a studio, and what is expected back. */
export interface Telemetry {
  readonly spans: readonly SpanDetail[];
  readonly logs: readonly LogEntry[];
  readonly errors: readonly ErrorOccurrence[];
  readonly findings: readonly LatencyFinding[];
}

/** A source of numbers in 0 … 1 that is the same in every run. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A span with everything that is not given at its default. */
export function span(
  given: Partial<SpanDetail> & Pick<SpanDetail, 'traceId' | 'spanId' | 'name'>,
): SpanDetail {
  return {
    parentSpanId: '',
    kind: 'span',
    layer: 'function',
    operation: given.name,
    service: 'atlas',
    startMs: 0,
    durationMs: 1,
    status: 'unset',
    model: '',
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    unpricedCalls: 0,
    endedBy: '',
    statusMessage: '',
    attributes: {},
    resource: { 'service.name': 'atlas', 'service.version': '1.4.0', 'process.runtime.name': 'nodejs' },
    scope: '@sonde/observe 0.1.0',
    events: [],
    links: [],
    ...given,
  };
}

/** A hexadecimal id. */
export function hexOf(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) text += Math.floor(random() * 16).toString(16);
  return text;
}
