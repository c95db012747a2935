/** What is counted of calls that have all their dimensions in common: every metric is a sum over such cells. */
import { metrics, type OperationKind } from '@sonde/conventions';
import { durationBounds, Histogram } from './histogram.ts';

/** Value of a dimension; undefined where a call has none. */
export type Dimension = string | number | undefined;

/** Dimensions of a call, in the order of the trie that finds its cell. Calls inside the process have the first two. */
export const Dim = {
  name: 0,
  errorType: 1,
  genAiOperation: 2,
  provider: 3,
  requestModel: 4,
  responseModel: 5,
  serverAddress: 6,
  serverPort: 7,
  dbOperation: 8,
} as const;

const tokenBounds: readonly number[] =
  metrics.find(({ unit, buckets }) => unit === '{token}' && buckets !== undefined)?.buckets ?? [];
const callBounds: readonly number[] =
  metrics.find(({ unit, buckets }) => unit === '{call}' && buckets !== undefined)?.buckets ?? [];

/** What is counted of model calls alone. */
export class ModelFigures {
  readonly inputTokens: Histogram = new Histogram(tokenBounds);
  readonly outputTokens: Histogram = new Histogram(tokenBounds);
  readonly firstChunk: Histogram = new Histogram(durationBounds);
  readonly perChunk: Histogram = new Histogram(durationBounds);
  cacheReadTokens = 0;
  cacheWriteTokens = 0;
  reasoningTokens = 0;
  costUsd = 0;
  pricedCalls = 0;
  unpricedCalls = 0;
}

/** What is counted of runs of agents alone. */
export class AgentFigures {
  readonly modelCalls: Histogram = new Histogram(callBounds);
  readonly toolCalls: Histogram = new Histogram(callBounds);
}

/** One cell. */
export class OperationCell {
  readonly kind: OperationKind;
  readonly dimensions: readonly Dimension[];
  /** It takes what is beyond the limit: its dimensions say nothing. */
  readonly isOverflow: boolean;
  readonly duration: Histogram = new Histogram(durationBounds);
  /** The same for the calls among them that are a turn of a conversation. */
  turns: Histogram | undefined;
  model: ModelFigures | undefined;
  agent: AgentFigures | undefined;
  latencyChanges = 0;
  /** Largest captured state since the last collection, in bytes. */
  stateBytes = 0;

  constructor(kind: OperationKind, dimensions: readonly Dimension[], isOverflow: boolean = false) {
    this.kind = kind;
    this.dimensions = dimensions;
    this.isOverflow = isOverflow;
    if (kind === 'llm' || kind === 'embeddings') this.model = new ModelFigures();
    if (kind === 'agent') this.agent = new AgentFigures();
  }
}
