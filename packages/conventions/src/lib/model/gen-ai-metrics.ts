/** Metrics of the GenAI conventions: those of v1.41 and those of the main branch, told apart by `version`. */
import type { MetricDefinition } from './definition.ts';
import { callCounts, genAiSeconds, genAiTokens } from './metric-buckets.ts';

const call = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'server.address',
  'server.port',
] as const;
const failing = [...call, 'error.type'] as const;

const both: readonly MetricDefinition[] = [
  {
    name: 'gen_ai.client.operation.duration',
    instrument: 'histogram',
    unit: 's',
    attributes: failing,
    buckets: genAiSeconds,
    doc: 'Time of a call to a model, an embedder, a retriever or a memory (latest: without the models).',
  },
];

const v141: readonly MetricDefinition[] = [
  {
    name: 'gen_ai.client.token.usage',
    instrument: 'histogram',
    unit: '{token}',
    attributes: [...call, 'gen_ai.token.type'],
    buckets: genAiTokens,
    doc: 'Tokens of a call, by type input or output.',
  },
  {
    name: 'gen_ai.client.operation.time_to_first_chunk',
    instrument: 'histogram',
    unit: 's',
    attributes: call,
    buckets: genAiSeconds,
    doc: 'Time to the first chunk of a streamed answer.',
  },
  {
    name: 'gen_ai.client.operation.time_per_output_chunk',
    instrument: 'histogram',
    unit: 's',
    attributes: call,
    buckets: genAiSeconds,
    doc: 'Time per chunk after the first; of one answer the mean, counted once per chunk.',
  },
];

function usageCounter(part: string, what: string): MetricDefinition {
  return {
    name: `gen_ai.client.inference.usage.${part}`,
    instrument: 'counter',
    unit: '{token}',
    attributes: [...call, 'gen_ai.token.modality'],
    doc: `${what}.`,
  };
}

function agentCalls(part: string, what: string): MetricDefinition {
  return {
    name: `gen_ai.invoke_agent.${part}`,
    instrument: 'histogram',
    unit: '{call}',
    attributes: ['gen_ai.agent.name'],
    buckets: callCounts,
    doc: `${what} that one run of an agent made.`,
  };
}

function runDuration(operation: string, nameAttribute: string, what: string): MetricDefinition {
  return {
    name: `gen_ai.${operation}.duration`,
    instrument: 'histogram',
    unit: 's',
    attributes: [nameAttribute, 'error.type'],
    buckets: genAiSeconds,
    doc: `Time of ${what}.`,
  };
}

const latest: readonly MetricDefinition[] = [
  {
    name: 'gen_ai.client.inference.duration',
    instrument: 'histogram',
    unit: 's',
    attributes: failing,
    buckets: genAiSeconds,
    doc: 'Time of a call to a model.',
  },
  {
    name: 'gen_ai.client.inference.time_to_first_chunk',
    instrument: 'histogram',
    unit: 's',
    attributes: call,
    buckets: genAiSeconds,
    doc: 'Time to the first chunk of a streamed answer.',
  },
  {
    name: 'gen_ai.client.inference.time_per_output_chunk',
    instrument: 'histogram',
    unit: 's',
    attributes: call,
    buckets: genAiSeconds,
    doc: 'Time per chunk after the first; of one answer the mean, counted once per chunk.',
  },
  usageCounter('input_tokens', 'Input tokens, cached ones included'),
  usageCounter('output_tokens', 'Output tokens, reasoning included'),
  usageCounter('cache_read.input_tokens', 'Input tokens served from a cache'),
  usageCounter('cache_write.input_tokens', 'Input tokens written to a cache'),
  usageCounter('reasoning.output_tokens', 'Output tokens spent on reasoning'),
  {
    name: 'gen_ai.client.inference.operation.input_tokens',
    instrument: 'histogram',
    unit: '{token}',
    attributes: call,
    buckets: genAiTokens,
    doc: 'Input tokens of one call.',
  },
  {
    name: 'gen_ai.client.inference.operation.output_tokens',
    instrument: 'histogram',
    unit: '{token}',
    attributes: call,
    buckets: genAiTokens,
    doc: 'Output tokens of one call.',
  },
  runDuration('execute_tool', 'gen_ai.tool.name', 'a tool'),
  runDuration('invoke_agent', 'gen_ai.agent.name', 'a run of an agent'),
  agentCalls('inference_calls', 'Model calls'),
  agentCalls('tool_calls', 'Tool calls'),
  runDuration('invoke_workflow', 'gen_ai.workflow.name', 'a workflow'),
];

/** All metrics of the GenAI conventions that Sonde emits. */
export const genAiMetrics: readonly MetricDefinition[] = [
  ...both,
  ...v141.map((metric) => ({ ...metric, version: 'v1.41' as const })),
  ...latest.map((metric) => ({ ...metric, version: 'latest' as const })),
];
