/** Metrics that Sonde emits beside those of the GenAI conventions: chat services, operations, cost, and Sonde itself. */
import type { MetricDefinition } from './definition.ts';
import { genAiMetrics } from './gen-ai-metrics.ts';
import { genAiSeconds } from './metric-buckets.ts';

const chatMetrics: readonly MetricDefinition[] = [
  {
    name: 'chat.response.time',
    instrument: 'histogram',
    unit: 's',
    attributes: ['status'],
    buckets: [0.1, 0.5, 1, 2, 5],
    doc: 'Time of a turn: of an outermost agent, workflow or model call, or any outermost operation with a conversation id.',
  },
  {
    name: 'llm.token.usage',
    instrument: 'counter',
    unit: '{token}',
    attributes: ['model', 'type'],
    doc: 'Billed tokens by model and type (input with cached, output with reasoning).',
  },
  {
    name: 'chat.memory',
    instrument: 'gauge',
    unit: 'By',
    attributes: [],
    doc: 'Largest state of a conversation or graph since the last collection: as captured (at most 32 KB), or as the application tells it by a typed event.',
  },
  {
    name: 'vector.store.operations',
    instrument: 'counter',
    unit: '{operation}',
    attributes: ['operation', 'status'],
    doc: 'Operations on vector stores, by operation (search, insert, …) and status (ok, error).',
  },
  {
    name: 'graph.node.duration',
    instrument: 'histogram',
    unit: 's',
    attributes: ['node_name'],
    buckets: genAiSeconds,
    doc: 'Time that a graph node took.',
  },
];

const operationMetrics: readonly MetricDefinition[] = [
  {
    name: 'sonde.operation.duration',
    instrument: 'histogram',
    unit: 's',
    attributes: ['sonde.operation.kind', 'sonde.operation.name', 'status'],
    buckets: [0.001, 0.0025, 0.005, ...genAiSeconds],
    doc: 'Time of every observed operation, sampled or not; its count is the number of operations by kind and status.',
  },
  {
    name: 'sonde.exceptions',
    instrument: 'counter',
    unit: '{exception}',
    attributes: ['sonde.operation.kind', 'sonde.operation.name', 'error.type'],
    doc: 'Exceptions reported, each once, however many operations it crossed.',
  },
  {
    name: 'sonde.latency.changes',
    instrument: 'counter',
    unit: '{change}',
    attributes: ['sonde.operation.kind', 'sonde.operation.name'],
    doc: 'Changes of latency reported.',
  },
  {
    name: 'sonde.cost',
    instrument: 'counter',
    unit: '{USD}',
    attributes: ['model', 'gen_ai.provider.name'],
    doc: 'Cost of model calls by the price table, in USD; calls of models without a price are not in it.',
  },
  {
    name: 'sonde.unpriced.calls',
    instrument: 'counter',
    unit: '{call}',
    attributes: ['model', 'gen_ai.provider.name'],
    doc: 'Model calls with known usage whose model has no price.',
  },
  {
    name: 'sonde.cache.tokens',
    instrument: 'counter',
    unit: '{token}',
    attributes: ['model', 'type'],
    doc: 'Input tokens that were read from a cache or written to one (type read, write): parts of the input of llm.token.usage.',
  },
];

const ownMetrics: readonly MetricDefinition[] = [
  {
    name: 'otel.sdk.processor.span.processed',
    instrument: 'counter',
    unit: '{span}',
    attributes: ['otel.component.type', 'error.type'],
    doc: 'Spans that reached the spool, or were dropped there (error.type is the reason).',
  },
  {
    name: 'otel.sdk.processor.log.processed',
    instrument: 'counter',
    unit: '{log_record}',
    attributes: ['otel.component.type', 'error.type'],
    doc: 'The same for log records and events.',
  },
  {
    name: 'otel.sdk.exporter.span.exported',
    instrument: 'counter',
    unit: '{span}',
    attributes: ['otel.component.type', 'error.type'],
    doc: 'Spans that the receiver took, or refused for good (error.type is the reason).',
  },
  {
    name: 'otel.sdk.exporter.log.exported',
    instrument: 'counter',
    unit: '{log_record}',
    attributes: ['otel.component.type', 'error.type'],
    doc: 'The same for log records and events.',
  },
  {
    name: 'sonde.records.emitted',
    instrument: 'counter',
    unit: '{record}',
    attributes: ['signal'],
    doc: 'Records emitted: emitted + inherited = delivered + dropped + still in the spool.',
  },
  {
    name: 'sonde.records.inherited',
    instrument: 'counter',
    unit: '{record}',
    attributes: ['signal'],
    doc: "Records of dead processes' spools that this one delivered or dropped.",
  },
  {
    name: 'sonde.records.delivered',
    instrument: 'counter',
    unit: '{record}',
    attributes: ['signal'],
    doc: 'Records that the receiver took.',
  },
  {
    name: 'sonde.records.dropped',
    instrument: 'counter',
    unit: '{record}',
    attributes: ['signal', 'reason'],
    doc: 'Records dropped, by reason.',
  },
  {
    name: 'sonde.records.sampled_out',
    instrument: 'counter',
    unit: '{record}',
    attributes: ['signal'],
    doc: 'Spans that sampling left out on purpose, once that is decided; not among the emitted.',
  },
  {
    name: 'sonde.spool.size',
    instrument: 'gauge',
    unit: 'By',
    attributes: [],
    doc: 'Bytes of the spool of this process on disk.',
  },
  {
    name: 'sonde.sender.lag',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    doc: 'Age of the oldest part of the spool that the receiver has not taken.',
  },
  {
    name: 'process.memory.usage',
    instrument: 'gauge',
    unit: 'By',
    attributes: [],
    doc: 'Resident memory of the process.',
  },
];

/** All metrics. */
export const metrics: readonly MetricDefinition[] = [
  ...genAiMetrics,
  ...chatMetrics,
  ...operationMetrics,
  ...ownMetrics,
];
