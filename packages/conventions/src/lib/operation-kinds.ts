/** Kinds of operation, the layer of each, and how each appears in the GenAI conventions. */

/** Where in an application an operation sits. */
export type Layer = 'tool' | 'workflow' | 'step' | 'node' | 'function';

/** What an operation is. */
export type OperationKind =
  | 'tool'
  | 'llm'
  | 'embeddings'
  | 'retrieval'
  | 'vector'
  | 'memory'
  | 'agent'
  | 'workflow'
  | 'step'
  | 'stage'
  | 'graph'
  | 'span';

/** What conventions say about one kind of operation. */
export interface OperationKindDefinition {
  readonly layer: Layer;
  /** Value of `gen_ai.operation.name`, where the conventions have one; it also starts the span name. */
  readonly genAiOperation?: string;
  /** Attribute that carries the operation's own name. */
  readonly nameAttribute: string;
  /** Attribute that carries the captured input and output. */
  readonly inputAttribute: string;
  readonly outputAttribute: string;
  /** Event that reports a failure of this kind. */
  readonly exceptionEvent: string;
  /** OpenTelemetry span kind: calls that leave the process are CLIENT (2), the rest INTERNAL (0). */
  readonly spanKind: 0 | 2;
}

const clientCall = {
  layer: 'tool',
  exceptionEvent: 'gen_ai.client.operation.exception',
  spanKind: 2,
} as const;
const ownContent = { inputAttribute: 'sonde.input', outputAttribute: 'sonde.output' } as const;
const ownOperation = {
  ...ownContent,
  nameAttribute: 'sonde.operation.name',
  exceptionEvent: 'sonde.operation.exception',
  spanKind: 0,
} as const;

/** Definition of every kind. */
export const operationKinds: Readonly<Record<OperationKind, OperationKindDefinition>> = {
  tool: {
    layer: 'tool',
    genAiOperation: 'execute_tool',
    nameAttribute: 'gen_ai.tool.name',
    inputAttribute: 'gen_ai.tool.call.arguments',
    outputAttribute: 'gen_ai.tool.call.result',
    exceptionEvent: 'gen_ai.execute_tool.exception',
    spanKind: 0,
  },
  llm: {
    ...clientCall,
    genAiOperation: 'chat',
    nameAttribute: 'gen_ai.request.model',
    inputAttribute: 'gen_ai.input.messages',
    outputAttribute: 'gen_ai.output.messages',
  },
  embeddings: {
    ...clientCall,
    ...ownContent,
    genAiOperation: 'embeddings',
    nameAttribute: 'gen_ai.request.model',
  },
  retrieval: {
    ...clientCall,
    ...ownContent,
    genAiOperation: 'retrieval',
    nameAttribute: 'gen_ai.data_source.id',
  },
  vector: { ...clientCall, ...ownContent, genAiOperation: 'retrieval', nameAttribute: 'db.collection.name' },
  memory: {
    ...clientCall,
    ...ownContent,
    genAiOperation: 'search_memory',
    nameAttribute: 'gen_ai.memory.store.id',
  },
  agent: {
    ...ownContent,
    layer: 'workflow',
    genAiOperation: 'invoke_agent',
    nameAttribute: 'gen_ai.agent.name',
    exceptionEvent: 'gen_ai.invoke_agent.exception',
    spanKind: 0,
  },
  workflow: {
    ...ownContent,
    layer: 'workflow',
    genAiOperation: 'invoke_workflow',
    nameAttribute: 'gen_ai.workflow.name',
    exceptionEvent: 'gen_ai.invoke_workflow.exception',
    spanKind: 0,
  },
  step: { ...ownOperation, layer: 'step' },
  stage: { ...ownOperation, layer: 'step' },
  graph: { ...ownOperation, layer: 'node', nameAttribute: 'sonde.graph.node' },
  span: { ...ownOperation, layer: 'function' },
};
