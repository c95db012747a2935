/** What something cost, where a model without a price is not one that costs nothing. */
import { formatCost, plural } from '../format/measures.ts';

/** Cost and tokens as summaries of the reader have them. */
export interface CostProps {
  readonly of: {
    readonly costUsd: number;
    readonly unpricedCalls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
  };
}

/** `$0.0042`, `≥ $0.0042` where the price of some model is not known, `unknown` where that of none is. */
export function Cost({ of }: CostProps) {
  const { costUsd, unpricedCalls, inputTokens, outputTokens } = of;
  if (unpricedCalls > 0) {
    const why = `${plural(unpricedCalls, 'call')} of models whose price is not known`;
    return (
      <span class="faint" title={why}>
        {costUsd === 0 ? 'unknown' : <span class="tone-plain">≥ {formatCost(costUsd)}</span>}
      </span>
    );
  }
  if (costUsd === 0 && inputTokens + outputTokens === 0) return <span class="faint">–</span>;
  return <>{formatCost(costUsd)}</>;
}
