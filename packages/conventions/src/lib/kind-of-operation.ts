/** What kind of operation a span tells of, in Sonde's words or in those of the GenAI conventions. */
import { type OperationKind, operationKinds } from './operation-kinds.ts';

const byGenAiOperation: Readonly<Record<string, OperationKind>> = {
  chat: 'llm',
  generate_content: 'llm',
  text_completion: 'llm',
  embeddings: 'embeddings',
  execute_tool: 'tool',
  invoke_agent: 'agent',
  create_agent: 'agent',
  invoke_workflow: 'workflow',
  retrieval: 'retrieval',
  create_memory: 'memory',
  update_memory: 'memory',
  upsert_memory: 'memory',
  search_memory: 'memory',
  delete_memory: 'memory',
};

/**
 * The kind of operation; undefined when the attributes do not say.
 *
 * @param sondeKind - Value of `sonde.operation.kind`.
 * @param genAiOperation - Value of `gen_ai.operation.name`.
 */
export function kindOfOperation(sondeKind: unknown, genAiOperation: unknown): OperationKind | undefined {
  if (typeof sondeKind === 'string' && Object.hasOwn(operationKinds, sondeKind))
    return sondeKind as OperationKind;
  return typeof genAiOperation === 'string' && Object.hasOwn(byGenAiOperation, genAiOperation)
    ? byGenAiOperation[genAiOperation]
    : undefined;
}

const vectorActions: readonly (readonly [action: string, words: RegExp])[] = [
  ['search', /search|query|retriev|recommend|discover|similar|knn|match/i],
  ['insert', /insert|upsert|add|create|index|store|put/i],
  ['update', /update|set|patch|merge|overwrite/i],
  ['delete', /delete|remove|drop|clear/i],
];

/**
 * What an operation on a vector store does: search, insert, update, delete, or the operation as it is called.
 *
 * @param dbOperation - Value of `db.operation.name`; empty means a search, the one operation that needs no name.
 */
export function vectorAction(dbOperation: string): string {
  if (dbOperation === '') return 'search';
  return vectorActions.find(([, words]) => words.test(dbOperation))?.[0] ?? dbOperation;
}
