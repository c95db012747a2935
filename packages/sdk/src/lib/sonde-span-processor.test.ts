import { afterEach, describe, expect, test } from '@jest/globals';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace';
import { observe, runtime, startOperation, withContext } from '@sonde/observe';
import { type Collected, startCollecting } from '../../test/collected-metrics.ts';
import type { SondeConfig } from './config/settings-table.ts';
import { SondeSpanProcessor, type SpanProcessorParts } from './sonde-span-processor.ts';

let sonde: Collected | undefined;
const before = { ...runtime };
afterEach(async () => {
  await sonde?.providers.stop();
  sonde = undefined;
  Object.assign(runtime, before);
});

function start(config: SondeConfig = {}) {
  const failures: string[] = [];
  sonde = startCollecting(config);
  runtime.onInternalError = (where) => void failures.push(where);
  const { sink, ledger, providers, collect } = sonde;
  return { sink, ledger, collect, failures, processor: providers.spanProcessor };
}

const lookup = () => startOperation({ kind: 'tool', name: 'lookup' });
const countOf = (points: readonly { readonly value: unknown }[] | undefined) =>
  (points ?? []).map(({ value }) => (value as { count: number }).count);

describe('a span', () => {
  test('is open from its start to its end, and then written', () => {
    const { processor, sink } = start();
    const operation = lookup();
    expect([processor.open.count, processor.endedCount, sink.spans.length]).toEqual([1, 0, 0]);
    operation?.end();
    expect([processor.open.count, processor.endedCount]).toEqual([0, 1]);
    expect(sink.spans.map(({ name }) => name)).toEqual(['execute_tool lookup']);
  });

  test('carries the request that it belongs to, and nothing of one where there is none', () => {
    const { sink } = start();
    withContext({ sessionId: 's-1' }, () => trace.getTracer('app').startSpan('in').end());
    trace.getTracer('app').startSpan('out').end();
    expect(sink.spans.map(({ attributes }) => attributes['session.id'])).toEqual(['s-1', undefined]);
  });

  test('that sampling leaves out is not written, and is counted and watched all the same', async () => {
    const { processor, sink, ledger, collect } = start({ sampler: 'always_off' });
    const fail = observe.tool(
      () => {
        throw new Error('told');
      },
      { name: 'fail' },
    );
    expect(fail).toThrow('told');
    expect(sink.spans).toEqual([]);
    expect(ledger.snapshot()).toMatchObject({ sampledOut: 1, emitted: { traces: 0 } });
    expect(sink.logs.map(({ eventName }) => eventName)).toEqual(['gen_ai.execute_tool.exception']);
    expect(processor.endedCount).toBe(1);
    expect(countOf((await collect())['sonde.operation.duration'])).toEqual([1]);
  });
});

describe('what is open with the end of the process', () => {
  test('is told, and no sample of what such operations take', async () => {
    const { processor, sink, collect } = start();
    lookup();
    processor.endOpen('process_exit');
    expect(sink.spans.map(({ attributes }) => attributes['sonde.ended_by'])).toEqual(['process_exit']);
    expect(processor.endedCount).toBe(0);
    expect((await collect())['sonde.operation.duration'] ?? []).toEqual([]);
    lookup()?.end();
    expect(processor.endedCount).toBe(1);
    expect(countOf((await collect())['sonde.operation.duration'])).toEqual([1]);
  });

  test('and fails to end is reported, and what comes later counts again', () => {
    const { processor, failures } = start();
    const hostile = trace.getTracer('app').startSpan('hostile');
    hostile.end = () => {
      throw new Error('mine');
    };
    processor.endOpen('signal');
    expect(failures).toEqual(['end open spans']);
    lookup()?.end();
    expect(processor.endedCount).toBe(1);
  });
});

describe('the parts it drives', () => {
  const span = { attributes: {}, spanContext: () => ({ traceFlags: 1 }) } as unknown as Span & ReadableSpan;
  const partsOf = (flushes: string[]) =>
    ({
      writer: {
        span: () => {
          throw new Error('cannot be encoded');
        },
        flush: () => void flushes.push('flush'),
      },
      volume: { started: () => {}, takes: () => true },
    }) as unknown as SpanProcessorParts;

  test('may be switched off one by one, and one that fails fails for itself', async () => {
    const flushes: string[] = [];
    const failures: string[] = [];
    runtime.onInternalError = (where) => void failures.push(where);
    const processor = new SondeSpanProcessor(partsOf(flushes));
    processor.onStart(span, ROOT_CONTEXT);
    processor.onEnding(span);
    processor.onEnd(span);
    expect(failures).toEqual(['write span']);
    await processor.forceFlush();
    await processor.shutdown();
    expect(flushes).toHaveLength(2);
  });
});
