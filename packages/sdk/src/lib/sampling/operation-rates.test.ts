import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { runtime } from '@sonde/observe';
import { resolveOptions } from '../config/resolve-settings.ts';
import type { SondeConfig } from '../config/settings-table.ts';
import { operationKeyOf } from './operation-key.ts';
import { samplerOf } from './sampler.ts';
import { VolumeControl } from './volume-control.ts';

let written: string[];
let sampledOut: number;
beforeEach(() => {
  written = [];
  sampledOut = 0;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterEach(() => {
  runtime.samplerReadsAttributes = false;
  context.disable();
});

/** A real provider with the sampler and the volume control of the settings. */
function tracerOf(config: SondeConfig) {
  const settings = resolveOptions(config);
  const volume = new VolumeControl(settings, {
    keep: ({ name }) => void written.push(name),
    sampledOut: (count) => {
      sampledOut += count;
    },
  });
  const provider = new TracerProvider({
    sampler: samplerOf(settings),
    spanProcessors: [
      {
        onStart: (_, parent) => volume.started(parent),
        onEnd: (span) => volume.ended(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  const tracer = provider.getTracer('test');
  const call = (
    name: string,
    inside: (span: Span) => void = () => {},
    from = context.active(),
    kind = SpanKind.INTERNAL,
  ) => {
    const attributes: Attributes = { 'sonde.operation.kind': 'tool', 'gen_ai.tool.name': name };
    const span = tracer.startSpan(name, { attributes, kind }, from);
    context.with(trace.setSpan(from, span), () => inside(span));
    span.end();
    return span as unknown as ReadableSpan;
  };
  return { call, volume };
}

const remote = (traceFlags: TraceFlags) =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    traceFlags,
    isRemote: true,
  });

describe('a rate of a single operation', () => {
  test('decides the whole trace that begins with it, and says what it stands for', () => {
    const { call } = tracerOf({ samplerRates: { ping: 0, 'tool:half': 0.5 } });
    call('ping', () => call('child'));
    const half = Array.from({ length: 100 }, () => call('half'));
    expect(half[0]?.attributes['sonde.sampling.ratio']).toBe(0.5);
    expect(written.length).toBeGreaterThan(20);
    expect(written.length).toBeLessThan(80);
    expect(written).not.toContain('child');
    expect(written.length + sampledOut).toBe(102);
  });

  test('leaves out leaves, and nothing that holds a tree together or tells of something', () => {
    const { call } = tracerOf({ samplerRates: { leaf: 0, inner: 0, failed: 0, changed: 0, remote: 0 } });
    call('root', () => {
      call('leaf');
      call('inner', () => call('kept'));
      call('failed', (span) => span.setStatus({ code: SpanStatusCode.ERROR }));
      call('changed', (span) => span.setAttribute('sonde.latency.changed', true));
      call('remote', () => {}, context.active(), SpanKind.CLIENT);
    });
    expect(written).toEqual(['kept', 'inner', 'failed', 'changed', 'remote', 'root']);
    expect(sampledOut).toBe(1);
  });

  test('leaves a span alone that a call from another process began', () => {
    const { call } = tracerOf({ samplerRates: { served: 0 } });
    call('served', () => {}, remote(TraceFlags.SAMPLED));
    call('served', () => {}, remote(TraceFlags.NONE));
    expect(written).toEqual(['served']);
  });

  test.each([
    ['always_on', [true, true]],
    ['always_off', [false, false]],
    ['parentbased_always_off', [true, false]],
    ['adaptive', [true, false]],
  ] as const)('leaves %s as it is for calls from another process', (sampler, expected) => {
    const { call } = tracerOf({ sampler, samplerRates: { ping: 0.5 } });
    const kept = [TraceFlags.SAMPLED, TraceFlags.NONE].map((flags) => {
      written = [];
      call('other', () => {}, remote(flags));
      return written.length === 1;
    });
    expect(kept).toEqual(expected);
  });

  test('is found again for names without end', () => {
    const { call } = tracerOf({ samplerRates: { 'x*': 0 } });
    call('root', () => {
      for (let i = 0; i < 1_500; i += 1) call(`x${i}`);
    });
    expect([written, sampledOut]).toEqual([['root'], 1_500]);
  });
});

test('samplers say in their names what they do', () => {
  const names = (config: SondeConfig) => String(samplerOf(resolveOptions(config)));
  expect(names({ sampler: 'traceidratio', samplerRatio: 0.5 })).toContain('TraceIdRatioBased{0.5}');
  expect(names({ samplerTargetPerSecond: 7 })).toContain('Adaptive{7/s}');
  expect(names({ samplerRates: { a: 1 } })).toContain('RatedRoot{AlwaysOnSampler}');
});

test('what was held and is kept counts as left out no longer', () => {
  const { call, volume } = tracerOf({ sampler: 'always_off', keep: ['errors'] });
  call('root', () => {
    call('before');
    call('failed', (span) => span.setStatus({ code: SpanStatusCode.ERROR }));
  });
  expect([written, sampledOut, volume.givenUpCount]).toEqual([['before', 'failed', 'root'], 0, 0]);
});

test.each<[string, string, Attributes]>([
  ['tool:lookup', 'execute_tool lookup', { 'sonde.operation.kind': 'tool', 'gen_ai.tool.name': 'lookup' }],
  [
    'llm:ask',
    'chat ask',
    { 'sonde.operation.kind': 'llm', 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' },
  ],
  [
    'llm:m',
    'own name',
    { 'sonde.operation.kind': 'llm', 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' },
  ],
  ['graph:plan', 'plan', { 'sonde.operation.kind': 'graph', 'sonde.graph.node': 'plan' }],
  ['step:one', 'one', { 'sonde.operation.kind': 'step' }],
  ['chat:m', 'chat m', { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' }],
  ['execute_tool:x', 'x', { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'x' }],
  ['span:GET /', 'GET /', { 'sonde.operation.kind': 'unknown' }],
])('%s is the key of %s', (key, name, attributes) => {
  expect(operationKeyOf(name, attributes)).toBe(key);
});
