import { expect, test } from '@jest/globals';
import { metrics } from './model/index.ts';
import { prometheusName } from './prometheus-name.ts';

test.each([
  ['chat.response.time', 'chat_response_time_seconds'],
  ['llm.token.usage', 'llm_token_usage_total'],
  ['chat.memory', 'chat_memory_bytes'],
  ['vector.store.operations', 'vector_store_operations_total'],
  ['graph.node.duration', 'graph_node_duration_seconds'],
  ['gen_ai.client.operation.duration', 'gen_ai_client_operation_duration_seconds'],
  ['gen_ai.client.token.usage', 'gen_ai_client_token_usage'],
  [
    'gen_ai.client.inference.usage.cache_read.input_tokens',
    'gen_ai_client_inference_usage_cache_read_input_tokens_total',
  ],
  ['sonde.cost', 'sonde_cost_total'],
])('%s reads %s', (name, expected) => {
  const metric = metrics.find((each) => each.name === name);
  expect(metric && prometheusName(metric)).toBe(expected);
});

test('a gauge without unit is a ratio, a counter is not, and nothing is said twice', () => {
  expect(prometheusName({ name: 'health', unit: '1', instrument: 'gauge' })).toBe('health_ratio');
  expect(prometheusName({ name: 'calls', unit: '1', instrument: 'counter' })).toBe('calls_total');
  expect(prometheusName({ name: 'calls.total', unit: '{call}', instrument: 'counter' })).toBe('calls_total');
  expect(prometheusName({ name: 'wait.seconds', unit: 's', instrument: 'gauge' })).toBe('wait_seconds');
});

test('no two metrics share a name in Prometheus, and every histogram has ascending buckets', () => {
  const names = metrics.map(prometheusName);
  expect(new Set(names).size).toBe(names.length);
  for (const { instrument, buckets } of metrics) {
    expect(buckets !== undefined).toBe(instrument === 'histogram');
    expect([...(buckets ?? [])].sort((a, b) => a - b)).toEqual(buckets ?? []);
  }
});
