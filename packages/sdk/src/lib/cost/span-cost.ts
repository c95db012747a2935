/** What a span cost, by its usage and the price table. */
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_SONDE_COST_USD,
  ATTR_SONDE_OPERATION_KIND,
  costOfSpan,
  kindOfOperation,
  type PriceTable,
  usageOfSpan,
} from '@sonde/conventions';

type SpanAttributes = Readonly<Record<string, unknown>>;

/**
 * The cost of an ended span; undefined when it has none to tell: no usage, no price, a cost already, or an operation whose
 * usage is the sum of the calls inside it, such as an agent's.
 */
export function spanCost(attributes: SpanAttributes, prices: PriceTable): number | undefined {
  const amountOf = (name: string) => count(attributes[name]);
  // Asked first: most spans are no calls of a model.
  if (
    amountOf(ATTR_GEN_AI_USAGE_INPUT_TOKENS) === undefined &&
    amountOf(ATTR_GEN_AI_USAGE_OUTPUT_TOKENS) === undefined
  )
    return undefined;
  if (attributes[ATTR_SONDE_COST_USD] !== undefined || !isPaidFor(attributes)) return undefined;
  return costOfSpan(usageOfSpan(amountOf), (name) => text(attributes[name]), prices);
}

function isPaidFor(attributes: SpanAttributes): boolean {
  const kind = kindOfOperation(attributes[ATTR_SONDE_OPERATION_KIND], attributes[ATTR_GEN_AI_OPERATION_NAME]);
  return kind === undefined || kind === 'llm' || kind === 'embeddings';
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
