/** CPU time a span of Sonde's metrics, beside the instruments of OpenTelemetry that would give the same figures. */
import type { Attributes } from '@opentelemetry/api';
import {
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { bundledPrices } from '@sonde/conventions';
import { type Operation, startOperation } from '@sonde/observe';
import { spanCost } from '../src/lib/cost/span-cost.ts';
import { SpanMetrics } from '../src/lib/metrics/span-metrics.ts';
import { startCollecting } from '../test/collected-metrics.ts';

const CALLS = 300_000;
const ROUNDS = 6;
const SAMPLES = 64;

interface Sample {
  readonly span: ReadableSpan;
  readonly operation: Operation;
}

const usage = {
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.usage.input_tokens': 1_000,
  'gen_ai.usage.output_tokens': 100,
};
const request = {
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'server.address': 'api.openai.com',
  'server.port': 443,
};

function ended(spec: Parameters<typeof startOperation>[0], attributes: Attributes = {}): Sample {
  const operation = startOperation(spec);
  if (operation === undefined) throw new Error('nothing observes');
  operation.setAttributes(attributes).end();
  return { operation, span: operation.span as unknown as ReadableSpan };
}

const sonde = startCollecting({ metrics: false, exceptions: false, latency: false });
const samples = {
  tool: Array.from({ length: SAMPLES }, (_, i) => ended({ kind: 'tool', name: `tool-${i % 8}` })),
  llm: Array.from({ length: SAMPLES }, () =>
    ended({ kind: 'llm', name: 'gpt-4o', attributes: request }, usage),
  ),
};

const meters = new MeterProvider({
  readers: [
    new PeriodicExportingMetricReader({ exporter: new InMemoryMetricExporter(1), exportIntervalMillis: 1e8 }),
  ],
});
const meter = meters.getMeter('bench');
const operationDuration = meter.createHistogram('sonde.operation.duration');
const callDuration = meter.createHistogram('gen_ai.client.operation.duration');
const tokenUsage = meter.createHistogram('gen_ai.client.token.usage');
const tokens = meter.createCounter('llm.token.usage');
const cost = meter.createCounter('sonde.cost');

function seconds({ duration }: ReadableSpan): number {
  return duration[0] + duration[1] / 1e9;
}

function stockTool({ span, operation }: Sample): void {
  operationDuration.record(seconds(span), { kind: 'tool', name: operation.spec.name, status: 'ok' });
}

function stockModelCall({ span, operation }: Sample): void {
  const took = seconds(span);
  operationDuration.record(took, { kind: 'llm', name: operation.spec.name, status: 'ok' });
  const call = {
    'gen_ai.provider.name': span.attributes['gen_ai.provider.name'],
    'gen_ai.request.model': span.attributes['gen_ai.request.model'],
    'gen_ai.response.model': span.attributes['gen_ai.response.model'],
    'server.address': span.attributes['server.address'],
    'server.port': span.attributes['server.port'],
  } as Attributes;
  callDuration.record(took, call);
  tokenUsage.record(1_000, { ...call, type: 'input' });
  tokenUsage.record(100, { ...call, type: 'output' });
  tokens.add(1_000, { model: 'gpt-4o', type: 'input' });
  tokens.add(100, { model: 'gpt-4o', type: 'output' });
  cost.add(0.01, { model: 'gpt-4o' });
}

const counted = new SpanMetrics({ cellsMax: 2_000, countsAgentCalls: false, onCell: () => {} });
const count = ({ span, operation }: Sample): void => counted.record(span, operation);
const price = ({ span }: Sample): void => void spanCost({ ...span.attributes, ...unpriced }, bundledPrices);
const unpriced = { 'sonde.cost.usd': undefined };

const subjects: readonly (readonly [name: string, of: readonly Sample[], run: (sample: Sample) => void])[] = [
  ['tool, Sonde', samples.tool, count],
  ['tool, instruments', samples.tool, stockTool],
  ['model call, Sonde', samples.llm, count],
  ['model call, instruments', samples.llm, stockModelCall],
  ['price of a model call (with a copy of its attributes)', samples.llm, price],
];

function nanosecondsOf(of: readonly Sample[], run: (sample: Sample) => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < CALLS; i += 1) run(of[i % SAMPLES] as Sample);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1e3) / CALLS;
}

const least = new Map<string, number>();
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, of, run] of subjects)
    least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, nanosecondsOf(of, run)));
for (const [name, ns] of least) console.log(`${name.padEnd(55)} ${ns.toFixed(0).padStart(6)} ns`);
await sonde.providers.stop();
