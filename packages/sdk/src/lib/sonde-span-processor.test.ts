import { afterEach, describe, expect, test } from '@jest/globals';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace';
import { bundledPrices } from '@sonde/conventions';
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
    const { sink, failures } = start();
    withContext({ sessionId: 's-1' }, () => trace.getTracer('app').startSpan('in').end());
    trace.getTracer('app').startSpan('out').end();
    expect(sink.spans.map(({ attributes }) => attributes['session.id'])).toEqual(['s-1', undefined]);
    expect(failures).toEqual([]);
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
  test('may be switched off: what is left goes on', () => {
    const { processor, sink } = start({ exceptions: false, latency: false, metrics: false });
    lookup()?.fail(new Error('told by nobody'));
    expect(sink.spans.map(({ statusCode }) => statusCode)).toEqual([2]);
    expect(sink.logs).toEqual([]);
    expect(processor.endedCount).toBe(1);
  });

  test('fail for themselves: the application gets its span', () => {
    const failures: unknown[] = [];
    runtime.onInternalError = (where) => void failures.push(where);
    const broken = () => {
      throw new Error('broken');
    };
    const processor = new SondeSpanProcessor({
      volume: { started: broken, ended: broken },
      prices: bundledPrices,
    } as unknown as SpanProcessorParts);
    const span = Object.defineProperty({}, 'attributes', { get: broken }) as unknown as Span & ReadableSpan;
    processor.onStart(span, ROOT_CONTEXT);
    processor.onEnding(span);
    processor.onEnd(span);
    expect(failures).toEqual(['start span', 'price call', 'write span']);
    expect(processor.open.count).toBe(0);
  });

  test('write what they hold when they are told to', async () => {
    let flushCount = 0;
    const writer = { flush: () => void (flushCount += 1) };
    const processor = new SondeSpanProcessor({ writer, volume: {} } as unknown as SpanProcessorParts);
    await processor.forceFlush();
    expect(flushCount).toBe(1);
    await processor.shutdown();
    expect(flushCount).toBe(2);
  });
});
