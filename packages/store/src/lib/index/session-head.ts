/** The head of a session: sums over its traces, moved by what each batch changed in them. */
import { costUnitsPerUsd, toMs } from '../facts/span-facts.ts';
import type { SessionSummary } from '../reader/records.ts';
import { errorCountOf, type TraceHead } from './trace-head.ts';

/** Stored head. */
export interface SessionHead {
  sessionId: string;
  service: string;
  startUnixNano: string;
  lastUnixNano: string;
  traceCount: number;
  errorCount: number;
  inputTokens: number;
  outputTokens: number;
  costUnits: number;
  unpricedCalls: number;
}

/** A session nothing belongs to yet, named by the first span that mentions it. */
export function emptySession(sessionId: string, service: string): SessionHead {
  return {
    sessionId,
    service,
    startUnixNano: '',
    lastUnixNano: '',
    traceCount: 0,
    errorCount: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUnits: 0,
    unpricedCalls: 0,
  };
}

/**
 * Applies what a batch changed in one trace of the session.
 *
 * A trace belongs to the session that its first span with one names, for good, so sums only follow that trace.
 * @param session - Head so far.
 * @param before - Trace before the batch, undefined when it is new to the session.
 * @param after - Trace after it.
 */
export function applyTrace(
  session: SessionHead,
  before: TraceHead | undefined,
  after: TraceHead,
): SessionHead {
  return {
    ...session,
    startUnixNano: least(session.startUnixNano || after.startUnixNano, after.startUnixNano),
    lastUnixNano: most(session.lastUnixNano || after.endUnixNano, after.endUnixNano),
    traceCount: session.traceCount + (before ? 0 : 1),
    errorCount: session.errorCount + errorCountOf(after) - (before ? errorCountOf(before) : 0),
    inputTokens: session.inputTokens + after.inputTokens - (before?.inputTokens ?? 0),
    outputTokens: session.outputTokens + after.outputTokens - (before?.outputTokens ?? 0),
    costUnits: session.costUnits + after.costUnits - (before?.costUnits ?? 0),
    unpricedCalls: session.unpricedCalls + after.unpricedCalls - (before?.unpricedCalls ?? 0),
  };
}

/** The head as readers see it. */
export function sessionSummary(head: SessionHead): SessionSummary {
  return {
    sessionId: head.sessionId,
    service: head.service,
    startMs: toMs(BigInt(head.startUnixNano)),
    lastMs: toMs(BigInt(head.lastUnixNano)),
    traceCount: head.traceCount,
    errorCount: head.errorCount,
    inputTokens: head.inputTokens,
    outputTokens: head.outputTokens,
    costUsd: head.costUnits / costUnitsPerUsd,
    unpricedCalls: head.unpricedCalls,
  };
}

function least(a: string, b: string): string {
  return BigInt(a) < BigInt(b) ? a : b;
}

function most(a: string, b: string): string {
  return BigInt(a) > BigInt(b) ? a : b;
}
