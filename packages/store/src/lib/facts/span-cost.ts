/** What a span cost: as its SDK told it, else by the bundled prices. */
import { ATTR_SONDE_COST_USD, costOfSpan, usageOfSpan } from '@sonde/conventions';
import type { AnyValueMap } from '@sonde/otlp';
import { textOf } from './json-value.ts';

/** Cost of a span in USD. */
export interface SpanCost {
  /** 0 where nothing was used, and where the price is not known. */
  readonly costUsd: number;
  /** It used tokens of a model whose price nobody knows: its cost is not 0. */
  readonly isUnpriced: boolean;
}

/**
 * Reads or computes the cost.
 *
 * @param attributes - Of the span.
 * @param isModelCall - Only those are computed: usage of an agent is the sum of the calls inside it.
 */
export function spanCost(attributes: AnyValueMap, isModelCall: boolean): SpanCost {
  const told = amount(attributes, ATTR_SONDE_COST_USD);
  if (told !== undefined) return { costUsd: told, isUnpriced: false };
  const usage = usageOfSpan((name) => amount(attributes, name));
  if (!isModelCall || !(usage.inputTokens || usage.outputTokens)) return { costUsd: 0, isUnpriced: false };
  const costUsd = costOfSpan(usage, (name) => textOf(attributes, name));
  return { costUsd: costUsd ?? 0, isUnpriced: costUsd === undefined };
}

/** A number that is 0 or more; anything else is as good as absent. Some senders write numbers as text. */
function amount(attributes: AnyValueMap, name: string): number | undefined {
  const text = textOf(attributes, name);
  const value = text === '' ? Number.NaN : Number(text);
  return value >= 0 && Number.isFinite(value) ? value : undefined;
}
