/** A span in the index: everything of it but its attributes. */
import type { SpanFacts } from '../facts/span-facts.ts';
import { costUnitsPerUsd, toMs } from '../facts/span-facts.ts';
import type { SpanSummary } from '../reader/records.ts';

/** What is stored under the key of a span. */
export interface SpanEntry extends Omit<SpanFacts, 'preview'> {
  /** Where the span stands in the log. */
  readonly pointer: string;
}

/** The entry as bytes: a JSON array, since the names of the fields would double its size. */
export function encodeSpanEntry(entry: SpanEntry): Buffer {
  return Buffer.from(
    JSON.stringify([
      entry.pointer,
      entry.startUnixNano.toString(),
      entry.endUnixNano.toString(),
      entry.parentSpanId,
      entry.name,
      entry.kind,
      entry.layer,
      entry.operation,
      entry.service,
      entry.sessionId,
      entry.status,
      entry.model,
      entry.inputTokens,
      entry.outputTokens,
      entry.costUnits,
      entry.isUnpriced ? 1 : 0,
      entry.endedBy,
    ]),
  );
}

type Row = [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  SpanSummary['status'],
  string,
  number,
  number,
  number,
  number,
  string,
];

/** The entry behind the bytes. */
export function decodeSpanEntry(traceId: string, spanId: string, bytes: Buffer): SpanEntry {
  const row = JSON.parse(bytes.toString()) as Row;
  return {
    traceId,
    spanId,
    pointer: row[0],
    startUnixNano: BigInt(row[1]),
    endUnixNano: BigInt(row[2]),
    parentSpanId: row[3],
    name: row[4],
    kind: row[5],
    layer: row[6],
    operation: row[7],
    service: row[8],
    sessionId: row[9],
    status: row[10],
    model: row[11],
    inputTokens: row[12],
    outputTokens: row[13],
    costUnits: row[14],
    isUnpriced: row[15] === 1,
    endedBy: row[16],
  };
}

/** The entry as readers see it. */
export function spanSummary(entry: SpanEntry): SpanSummary {
  return {
    traceId: entry.traceId,
    spanId: entry.spanId,
    parentSpanId: entry.parentSpanId,
    name: entry.name,
    kind: entry.kind,
    layer: entry.layer,
    operation: entry.operation,
    service: entry.service,
    startMs: toMs(entry.startUnixNano),
    durationMs: toMs(entry.endUnixNano - entry.startUnixNano),
    status: entry.status,
    model: entry.model,
    inputTokens: entry.inputTokens,
    outputTokens: entry.outputTokens,
    costUsd: entry.costUnits / costUnitsPerUsd,
    unpricedCalls: entry.isUnpriced ? 1 : 0,
    endedBy: entry.endedBy,
  };
}
