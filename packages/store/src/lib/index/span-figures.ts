/** The figures of a span in time order: 41 bytes each, so that sums over a period parse no text. */

import { operationId } from './keys.ts';
import type { SpanEntry } from './span-entry.ts';

/** Figures of one span. */
export interface SpanFigures {
  /** Key of the operation, see {@link operationId}. */
  readonly operationId: string;
  readonly failed: boolean;
  /** No model call below it: its tokens and cost are not contained in another span's. */
  readonly counted: boolean;
  readonly modelCall: boolean;
  readonly durationMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUnits: number;
  /** It used tokens of a model whose price nobody knows. */
  readonly isUnpriced: boolean;
}

const failedFlag = 1;
const countedFlag = 2;
const modelCallFlag = 4;
const unpricedFlag = 8;
const figuresBytes = 41;

/** Encodes the figures of a span. */
export function encodeSpanFigures(entry: SpanEntry, modelCall: boolean, counted: boolean): Buffer {
  const bytes = Buffer.allocUnsafe(figuresBytes);
  bytes.write(operationId(entry.service, entry.operation, entry.kind, entry.model), 0, 'hex');
  bytes[8] =
    (entry.status === 'error' ? failedFlag : 0) |
    (counted ? countedFlag : 0) |
    (modelCall ? modelCallFlag : 0) |
    (entry.isUnpriced ? unpricedFlag : 0);
  bytes.writeDoubleBE(Number(entry.endUnixNano - entry.startUnixNano) / 1e6, 9);
  bytes.writeDoubleBE(entry.inputTokens, 17);
  bytes.writeDoubleBE(entry.outputTokens, 25);
  bytes.writeDoubleBE(entry.costUnits, 33);
  return bytes;
}

/** Decodes them. */
export function decodeSpanFigures(bytes: Buffer): SpanFigures {
  const flags = bytes[8] ?? 0;
  return {
    operationId: bytes.toString('hex', 0, 8),
    failed: (flags & failedFlag) !== 0,
    counted: (flags & countedFlag) !== 0,
    modelCall: (flags & modelCallFlag) !== 0,
    durationMs: bytes.readDoubleBE(9),
    inputTokens: bytes.readDoubleBE(17),
    outputTokens: bytes.readDoubleBE(25),
    costUnits: bytes.readDoubleBE(33),
    isUnpriced: (flags & unpricedFlag) !== 0,
  };
}
