/** What the index keeps of a span. */
import {
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_SONDE_ENDED_BY,
} from '@sonde/conventions';
import type { Decoded } from '@sonde/otlp';
import type { Status } from '../reader/records.ts';
import { numberOf, textOf } from './json-value.ts';
import { cut, type OperationFacts, operationFacts, serviceOf, sessionOf } from './operation-facts.ts';
import { previewOf } from './preview.ts';
import { spanCost } from './span-cost.ts';

/** What lists, sums and the waterfall need of a span. */
export interface SpanFacts extends OperationFacts {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
  readonly name: string;
  readonly service: string;
  readonly sessionId: string;
  readonly status: Status;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In {@link costUnitsPerUsd}ths of a dollar. */
  readonly costUnits: number;
  /** It used tokens of a model whose price nobody knows. */
  readonly isUnpriced: boolean;
  /** What ended the process while the span was open; empty for spans that ended themselves. */
  readonly endedBy: string;
  readonly preview: string;
}

/**
 * Costs are summed as whole units, so that the order of arrival cannot change a sum: 1e-10 USD holds a price of
 * 0.0001 USD per million tokens, and 900,000 USD stay exact.
 */
export const costUnitsPerUsd = 1e10;

const statuses: readonly Status[] = ['unset', 'ok', 'error'];

/** Reads the facts off a decoded span. */
export function spanFacts({ resource, record }: Decoded<'traces'>): SpanFacts {
  const { attributes } = record;
  const operation = operationFacts(attributes, record.name);
  const { costUsd, isUnpriced } = spanCost(attributes, isModelCall(operation.kind));
  const end = record.endTimeUnixNano;
  return {
    ...operation,
    traceId: record.traceId,
    spanId: record.spanId,
    parentSpanId: record.parentSpanId,
    startUnixNano: record.startTimeUnixNano,
    endUnixNano: end < record.startTimeUnixNano ? record.startTimeUnixNano : end,
    name: cut(record.name),
    service: serviceOf(resource),
    sessionId: sessionOf(attributes, resource),
    status: statuses[record.statusCode] ?? 'unset',
    inputTokens: count(numberOf(attributes, ATTR_GEN_AI_USAGE_INPUT_TOKENS)),
    outputTokens: count(numberOf(attributes, ATTR_GEN_AI_USAGE_OUTPUT_TOKENS)),
    costUnits: count(costUsd * costUnitsPerUsd),
    isUnpriced,
    endedBy: cut(textOf(attributes, ATTR_SONDE_ENDED_BY)),
    preview: previewOf(attributes),
  };
}

/** True for the kinds whose tokens are sums of nothing else: models and embeddings. */
export function isModelCall(kind: string): boolean {
  return kind === 'llm' || kind === 'embeddings';
}

// A hostile count must not make the sums of everybody else inexact.
function count(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 1e13);
}

/** Milliseconds with fractions of a time in nanoseconds. */
export function toMs(unixNano: bigint): number {
  return Number(unixNano / 1_000_000n) + Number(unixNano % 1_000_000n) / 1e6;
}

/** Nanoseconds of a time in milliseconds. */
export function toNano(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}
