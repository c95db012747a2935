/** Heads and counters that one transaction changes: read once, written once at its end. */
import type { FramePosition } from '@sonde/otlp/segments';
import type { IndexDatabase } from './index-database.ts';
import { type IndexCounters, readCounters, type SpoolState, writeState } from './index-state.ts';
import { keys } from './keys.ts';
import { applyTrace, emptySession, type SessionHead } from './session-head.ts';
import { emptyTraceHead, type TraceHead } from './trace-head.ts';

/** The one-byte value of keys that say everything themselves. */
export const present = Buffer.of(1);

interface TraceChange {
  readonly before: TraceHead | undefined;
  readonly head: TraceHead;
}

/** What one transaction changes beyond single records. */
export class Batch {
  readonly counters: IndexCounters;
  readonly #database: IndexDatabase;
  readonly #traces = new Map<string, TraceChange>();
  readonly #spools = new Map<string, SpoolState>();

  constructor(database: IndexDatabase) {
    this.#database = database;
    this.counters = readCounters(database);
  }

  /** Head of a trace, to be changed in place. */
  trace(traceId: string): TraceHead {
    const known = this.#traces.get(traceId);
    if (known) return known.head;
    const key = keys.traceHead(traceId);
    const before = this.#database.getJson<TraceHead>(key);
    const head = before ? structuredClone(before) : emptyTraceHead();
    this.#traces.set(traceId, { before, head });
    return head;
  }

  /** Makes sure that a session exists; the span that mentions it first names its service. */
  session(sessionId: string, service: string): void {
    const key = keys.sessionHead(sessionId);
    if (!this.#database.has(key)) this.#database.putJson(key, emptySession(sessionId, service));
  }

  /** What is known of a spool, to be changed in place. */
  spool(spool: string): SpoolState {
    const known = this.#spools.get(spool);
    if (known) return known;
    const stored = this.#database.getJson<SpoolState>(keys.ledger(spool));
    const state = stored ?? { spool, ledger: {}, stored: { traces: 0, logs: 0, metrics: 0 } };
    this.#spools.set(spool, state);
    return state;
  }

  /** Writes everything, and the cursor with it. */
  finish(cursor: FramePosition): void {
    for (const [traceId, change] of this.#traces) this.#writeTrace(traceId, change);
    for (const [spool, state] of this.#spools) this.#database.putJson(keys.ledger(spool), state);
    writeState(this.#database, cursor, this.counters);
  }

  #writeTrace(traceId: string, { before, head }: TraceChange): void {
    this.#database.putJson(keys.traceHead(traceId), head);
    if (head.spanCount === 0) return;
    const listed = before && before.spanCount > 0 ? before : undefined;
    if (listed?.startUnixNano !== head.startUnixNano) {
      if (listed) this.#database.remove(keys.traceByTime(BigInt(listed.startUnixNano), traceId));
      this.#database.put(keys.traceByTime(BigInt(head.startUnixNano), traceId), present);
    }
    if (head.sessionId !== '') this.#writeSession(listed, head);
  }

  #writeSession(before: TraceHead | undefined, after: TraceHead): void {
    const { sessionId } = after;
    const key = keys.sessionHead(sessionId);
    const session = this.#database.getJson<SessionHead>(key) ?? emptySession(sessionId, after.leader.service);
    const moved = applyTrace(session, before?.sessionId === sessionId ? before : undefined, after);
    this.#database.putJson(key, moved);
    if (moved.lastUnixNano === session.lastUnixNano) return;
    if (session.lastUnixNano !== '')
      this.#database.remove(keys.sessionByTime(BigInt(session.lastUnixNano), sessionId));
    this.#database.put(keys.sessionByTime(BigInt(moved.lastUnixNano), sessionId), present);
  }
}
