import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { setDetail } from './detail.ts';
import { observe } from './observe.ts';
import { withContext } from './request-context.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const one = () => {
  const spans = observed.spans();
  expect(spans).toHaveLength(1);
  return spans[0] as (typeof spans)[number];
};

describe('a wrapped function', () => {
  test('keeps name, length, properties, this and result', () => {
    const original = Object.assign(
      function add(this: { base: number }, a: number, b: number) {
        return this.base + a + b;
      },
      { unit: 'm' },
    );
    const wrapped = observe.tool(original);
    expect(wrapped.name).toBe('add');
    expect(wrapped.length).toBe(2);
    expect(wrapped.unit).toBe('m');
    expect(wrapped.call({ base: 1 }, 2, 3)).toBe(6);
  });

  test('that is synchronous stays so, and its span carries input and output as structures', () => {
    expect(
      observe.tool((q: { place: string }) => ({ temp: q.place.length }), { name: 'weather' })({
        place: 'Oslo',
      }),
    ).toEqual({ temp: 4 });
    const span = one();
    expect(span.name).toBe('execute_tool weather');
    expect(span.attributes).toMatchObject({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'sonde.operation.kind': 'tool',
      'sonde.layer': 'tool',
      'gen_ai.tool.call.arguments': { place: 'Oslo' },
      'gen_ai.tool.call.result': { temp: 4 },
    });
  });

  test('is snapshotted at the call, not when it ends', async () => {
    const input = { items: ['a'] };
    const pending = observe.tool(async (_: object) => 1, { name: 't' })(input);
    input.items.push('b');
    await pending;
    expect(one().attributes['gen_ai.tool.call.arguments']).toEqual({ items: ['a'] });
  });

  test('that throws ends its span as an error and throws the same error', () => {
    const error = new RangeError('too far');
    const wrapped = observe.tool(
      (): never => {
        throw error;
      },
      { name: 't' },
    );
    expect(wrapped).toThrow(error);
    expect(one().status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
    expect(one().attributes['error.type']).toBe('RangeError');
  });

  test('that rejects, rejects with the same error', async () => {
    const error = new TypeError('no');
    await expect(observe.agent(async () => Promise.reject(error), { name: 'a' })()).rejects.toBe(error);
    expect(one().status.code).toBe(SpanStatusCode.ERROR);
  });

  test('nests what it calls, across awaits', async () => {
    const inner = observe.tool(async () => 1, { name: 'inner' });
    await observe.workflow(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return inner();
      },
      { name: 'outer' },
    )();
    const [child, parent] = observed.spans();
    expect(child?.parentSpanContext?.spanId).toBe(parent?.spanContext().spanId);
  });

  test('keeps concurrent calls apart', async () => {
    const leaf = observe.tool(async (n: number) => n, { name: 'leaf' });
    const root = observe.agent(
      async (n: number) => {
        await new Promise((resolve) => setTimeout(resolve, 5 - n));
        return leaf(n);
      },
      { name: 'root' },
    );
    await Promise.all([0, 1, 2, 3].map(root));
    const traces = new Set(observed.spans().map((span) => span.spanContext().traceId));
    expect(traces.size).toBe(4);
  });
});

describe('results that end later', () => {
  test('an async generator keeps its span open to the last value and its body in the span', async () => {
    const generate = observe.llm(
      async function* () {
        yield trace.getActiveSpan()?.spanContext().spanId;
        yield 'two';
      },
      { name: 'model' },
    );
    const values = [];
    for await (const value of generate()) {
      values.push(value);
      expect(observed.spans()).toHaveLength(0);
    }
    expect(values).toEqual([one().spanContext().spanId, 'two']);
    expect(one().attributes).toMatchObject({ 'sonde.stream.chunks': 2, 'sonde.stream.ended_by': 'done' });
    expect(one().attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
  });

  test('an async generator left by break ends its span', async () => {
    const generate = observe.tool(
      async function* () {
        yield 1;
        yield 2;
      },
      { name: 'g' },
    );
    for await (const _ of generate()) break;
    expect(one().attributes['sonde.stream.ended_by']).toBe('return');
  });

  test('a generator that throws ends its span as an error', () => {
    const generate = observe.tool(
      function* () {
        yield 1;
        throw new Error('mid-stream');
      },
      { name: 'g' },
    );
    expect(() => [...generate()]).toThrow('mid-stream');
    expect(one().status.code).toBe(SpanStatusCode.ERROR);
  });

  test('a web stream is read to its end', async () => {
    const stream = observe.tool(() => ReadableStream.from(['a', 'b']), { name: 's' })();
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks).toEqual(['a', 'b']);
    expect(one().attributes['sonde.stream.chunks']).toBe(2);
  });

  test('a cancelled web stream ends its span and cancels its source', async () => {
    let cancelled = false;
    const source = () =>
      new ReadableStream({ pull: (c) => c.enqueue('x'), cancel: () => void (cancelled = true) });
    const reader = observe.tool(source, { name: 's' })().getReader();
    await reader.read();
    await reader.cancel();
    expect(cancelled).toBe(true);
    expect(one().attributes['sonde.stream.ended_by']).toBe('return');
  });

  test('a Node stream ends its span when it ends, and stays the same object', async () => {
    const source = Readable.from(['a', 'b']);
    const stream = observe.tool(() => source, { name: 's' })();
    expect(stream).toBe(source);
    for await (const _ of stream);
    expect(one().status.code).toBe(SpanStatusCode.UNSET);
  });

  test('a thenable with methods of its own is returned untouched', async () => {
    const thenable = Object.assign(Object.create({ withResponse: () => 'raw' }), {
      then: (ok: (v: number) => void) => ok(7),
    });
    const result = observe.tool(() => thenable as PromiseLike<number> & { withResponse(): string }, {
      name: 't',
    })();
    expect(result).toBe(thenable);
    expect(result.withResponse()).toBe('raw');
    expect(await result).toBe(7);
    expect(one().attributes['gen_ai.tool.call.result']).toBe(7);
  });
});

describe('detail', () => {
  test.each(['metadata', 'errors'] as const)('%s sends no content on spans', (level) => {
    setDetail(level);
    observe.tool((s: string) => s, { name: 't' })('secret words');
    expect(JSON.stringify(one().attributes)).not.toContain('secret words');
  });

  test('off observes nothing', () => {
    setDetail('off', { operation: 't' });
    expect(observe.tool((n: number) => n, { name: 't' })(1)).toBe(1);
    setDetail(undefined, { operation: 't' });
    expect(observed.spans()).toHaveLength(0);
  });

  test('of a session raises the global one', () => {
    setDetail('metadata');
    setDetail('full', { sessionId: 's1' });
    const call = observe.tool((s: string) => s, { name: 't' });
    withContext({ sessionId: 's1' }, () => call('shown'));
    setDetail(undefined, { sessionId: 's1' });
    expect(one().attributes['gen_ai.tool.call.arguments']).toBe('shown');
  });
});

describe('without a tracer provider', () => {
  test('a wrapped function is just called', async () => {
    await observed.stop();
    expect(observe.tool((n: number) => n + 1, { name: 't' })(1)).toBe(2);
    expect(observe.run('r', (operation) => operation)).toBeUndefined();
  });
});
