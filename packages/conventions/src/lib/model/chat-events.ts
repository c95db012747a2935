/** The twelve typed events of chat services, with their attributes. Units are those of the attributes. */
import type { EventDefinition } from './definition.ts';

const INFO = 9;
const ERROR = 17;

/** Every typed event may carry these: whose it is, what part of the application tells it. */
const context = [
  'gen_ai.conversation.id',
  'sonde.request.id',
  'session.id',
  'sonde.component',
  'sonde.action',
] as const;
const failure = ['error.type', 'exception.message'] as const;
const ending = ['sonde.duration_ms', 'sonde.process.memory', ...failure] as const;
const node = ['sonde.graph.name', 'sonde.graph.node', 'sonde.graph.step'] as const;
const store = ['db.system.name', 'db.collection.name', 'db.operation.name'] as const;
const call = ['gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.request.model'] as const;

function event(
  name: string,
  attributes: readonly string[],
  doc: string,
  severityNumber = INFO,
): EventDefinition {
  return { name, severityNumber, attributes: [...context, ...attributes], doc };
}

/** The events. */
export const chatEvents: readonly EventDefinition[] = [
  event('chat.start', [], 'A conversation turn began.'),
  event(
    'chat.message',
    ['sonde.message.role', 'sonde.message.content', 'sonde.message.size'],
    'A message was exchanged.',
  ),
  event(
    'chat.complete',
    [
      ...ending,
      'sonde.message.count',
      'sonde.state.size',
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.output_tokens',
      'sonde.cost.usd',
    ],
    'A conversation turn ended.',
  ),
  event('graph.node.enter', node, 'A graph node began.'),
  event('graph.node.exit', [...node, ...ending, 'sonde.state.size'], 'A graph node ended.'),
  event(
    'graph.state.update',
    [...node, 'sonde.state.size', 'sonde.state.keys'],
    'The state of a graph changed.',
  ),
  event(
    'vector.search',
    [
      ...store,
      'sonde.vector.k',
      'sonde.vector.dimension',
      'sonde.vector.result.count',
      'sonde.vector.score.best',
      'sonde.vector.score.worst',
      'sonde.duration_ms',
      ...failure,
    ],
    'A vector store was searched.',
  ),
  event(
    'vector.insert',
    [...store, 'sonde.vector.count', 'sonde.vector.dimension', 'sonde.duration_ms', ...failure],
    'Vectors were added.',
  ),
  event(
    'vector.update',
    [...store, 'sonde.vector.count', 'sonde.vector.dimension', 'sonde.duration_ms', ...failure],
    'Vectors were changed.',
  ),
  event(
    'llm.request',
    [
      ...call,
      'gen_ai.request.max_tokens',
      'gen_ai.request.temperature',
      'gen_ai.request.stream',
      'gen_ai.input.messages',
    ],
    'A model was asked.',
  ),
  event(
    'llm.response',
    [
      ...call,
      'gen_ai.response.model',
      'gen_ai.response.id',
      'gen_ai.response.finish_reasons',
      'gen_ai.response.time_to_first_chunk',
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.output_tokens',
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_write.input_tokens',
      'gen_ai.usage.reasoning.output_tokens',
      'gen_ai.output.messages',
      'sonde.cost.usd',
      'sonde.duration_ms',
    ],
    'A model answered.',
  ),
  event('llm.error', [...call, 'sonde.duration_ms', ...failure], 'A model call failed.', ERROR),
];
