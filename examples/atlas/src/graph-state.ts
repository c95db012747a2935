/** What the nodes of the graph hand to each other. */
import type { BaseMessage } from '@langchain/core/messages';
import { Annotation } from '@langchain/langgraph';
import type { Hit } from './vector-index.ts';

/** One call of a tool and what came of it. */
export interface ToolResult {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output?: unknown;
  readonly error?: string;
}

/** State of one question. */
export const AtlasState = Annotation.Root({
  question: Annotation<string>,
  passages: Annotation<readonly Hit[]>,
  messages: Annotation<readonly BaseMessage[]>({
    reducer: (before, added) => [...before, ...added],
    default: () => [],
  }),
  toolResults: Annotation<readonly ToolResult[]>({
    reducer: (before, added) => [...before, ...added],
    default: () => [],
  }),
  answer: Annotation<string>,
  /** Whether every figure the tools found is in the answer. */
  complete: Annotation<boolean>,
  /** Size of the economy, for proportion. */
  proportion: Annotation<string>,
  attempts: Annotation<number>,
});

/** State of one question. */
export type State = typeof AtlasState.State;
/** What a node changes. */
export type Change = typeof AtlasState.Update;
