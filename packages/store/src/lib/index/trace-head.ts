/** The head of a trace: what its list entry shows, kept current span by span, in whatever order they arrive. */
import { costUnitsPerUsd, isModelCall, type SpanFacts, toMs } from '../facts/span-facts.ts';
import type { TraceSummary } from '../reader/records.ts';

/** Stored head. Times are decimal strings of nanoseconds, since JSON has no integers of 64 bits. */
export interface TraceHead {
  startUnixNano: string;
  endUnixNano: string;
  /** Span that gives name, kind, service and preview: the earliest root, or the earliest span. */
  leader: {
    spanId: string;
    startUnixNano: string;
    isRoot: boolean;
    name: string;
    kind: string;
    service: string;
    preview: string;
  };
  sessionId: string;
  spanCount: number;
  errorSpanCount: number;
  exceptionCount: number;
  logCount: number;
  inputTokens: number;
  outputTokens: number;
  costUnits: number;
  unpricedCalls: number;
  models: string[];
  services: string[];
  operations: string[];
}

/** Distinct models, services and operations that a head keeps for searching; more are found in the spans. */
const namesMax = 32;

/** A head of nothing yet. */
export function emptyTraceHead(): TraceHead {
  return {
    startUnixNano: '0',
    endUnixNano: '0',
    leader: {
      spanId: '',
      startUnixNano: '0',
      isRoot: false,
      name: '',
      kind: 'span',
      service: '',
      preview: '',
    },
    sessionId: '',
    spanCount: 0,
    errorSpanCount: 0,
    exceptionCount: 0,
    logCount: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUnits: 0,
    unpricedCalls: 0,
    models: [],
    services: [],
    operations: [],
  };
}

/** Takes a span in; its tokens and cost are taken by {@link addUsage}. */
export function addSpan(head: TraceHead, span: SpanFacts): void {
  const first = head.spanCount === 0;
  if (first || span.startUnixNano < BigInt(head.startUnixNano))
    head.startUnixNano = span.startUnixNano.toString();
  if (first || span.endUnixNano > BigInt(head.endUnixNano)) head.endUnixNano = span.endUnixNano.toString();
  if (first || leads(span, head.leader)) head.leader = leaderOf(span);
  head.sessionId ||= span.sessionId;
  head.spanCount += 1;
  if (span.status === 'error') head.errorSpanCount += 1;
  addName(head.models, span.model);
  addName(head.services, span.service);
  addName(head.operations, span.operation);
}

/** Adds the usage of a span that contains no model call (sign 1), or takes it back (sign -1). */
export function addUsage(head: TraceHead, span: Usage, sign: 1 | -1): void {
  head.costUnits += sign * span.costUnits;
  if (!isModelCall(span.kind)) return;
  head.inputTokens += sign * span.inputTokens;
  head.outputTokens += sign * span.outputTokens;
  if (span.isUnpriced) head.unpricedCalls += sign;
}

type Usage = Pick<SpanFacts, 'kind' | 'inputTokens' | 'outputTokens' | 'costUnits' | 'isUnpriced'>;

/** Spans that failed; where none did, the exceptions reported. */
export function errorCountOf(head: TraceHead): number {
  return head.errorSpanCount || head.exceptionCount;
}

/** The head as readers see it. */
export function traceSummary(traceId: string, head: TraceHead): TraceSummary {
  const start = BigInt(head.startUnixNano);
  return {
    traceId,
    name: head.leader.name,
    kind: head.leader.kind,
    service: head.leader.service,
    sessionId: head.sessionId,
    startMs: toMs(start),
    durationMs: toMs(BigInt(head.endUnixNano) - start),
    spanCount: head.spanCount,
    errorCount: errorCountOf(head),
    logCount: head.logCount,
    inputTokens: head.inputTokens,
    outputTokens: head.outputTokens,
    costUsd: head.costUnits / costUnitsPerUsd,
    unpricedCalls: head.unpricedCalls,
    models: head.models,
    preview: head.leader.preview,
    complete: head.leader.isRoot,
  };
}

function leads(span: SpanFacts, leader: TraceHead['leader']): boolean {
  const isRoot = span.parentSpanId === '';
  if (isRoot !== leader.isRoot) return isRoot;
  const start = BigInt(leader.startUnixNano);
  if (span.startUnixNano !== start) return span.startUnixNano < start;
  return span.spanId < leader.spanId;
}

function leaderOf(span: SpanFacts): TraceHead['leader'] {
  return {
    spanId: span.spanId,
    startUnixNano: span.startUnixNano.toString(),
    isRoot: span.parentSpanId === '',
    name: span.name,
    kind: span.kind,
    service: span.service,
    preview: span.preview,
  };
}

function addName(names: string[], name: string): void {
  if (name !== '' && names.length < namesMax && !names.includes(name)) names.push(name);
}
