import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { ExceptionContextProcessor } from './exception-context-processor.ts';
import { observe } from './observe.ts';
import { startOperation } from './operation.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const completed = () => observed.events.at(-1)?.attributes['sonde.context.completed'];
const fail = () =>
  observe.tool(
    () => {
      throw new Error('told');
    },
    { name: 'fail' },
  );

describe('what completed before a failure', () => {
  test('is told with how it ended and how long it took', () => {
    const silent = observe.tool(() => undefined, { name: 'silent' });
    observe.run('outer', () => {
      silent();
      expect(fail()).toThrow('told');
      expect(fail()).toThrow('told');
    });
    const [first, second] = completed() as Record<string, unknown>[];
    expect(first).toEqual({
      name: 'silent',
      kind: 'tool',
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      durationMs: expect.any(Number),
      failed: false,
    });
    const [silently] = observed.spans();
    expect(first?.['spanId']).toBe(silently?.spanContext().spanId);
    expect(second).toMatchObject({ name: 'fail', failed: true });
  });

  test('is told in milliseconds, beyond a second as well', () => {
    observe.run('outer', () => {
      startOperation({ kind: 'tool', name: 'slow' })?.end(Date.now() + 2_500);
      expect(fail()).toThrow('told');
    });
    const [{ durationMs = 0 } = {}] = completed() as { readonly durationMs?: number }[];
    const [seconds, nanos] = observed.spans()[0]?.duration ?? [0, 0];
    expect(seconds).toBeGreaterThanOrEqual(2);
    expect(durationMs).toBeCloseTo(seconds * 1_000 + nanos / 1e6, 6);
  });

  test('lies in the same trace, and is forgotten with its root', () => {
    const note = observe.tool((text: string) => text, { name: 'note' });
    observe.run('first', () => note('a'));
    expect(() => observe.run('second', () => fail()())).toThrow('told');
    expect(completed()).toBeUndefined();
  });

  test('of a trace that began elsewhere is what this process did in one request', () => {
    const remote = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1, isRemote: true };
    const request = (work: () => void) =>
      context.with(trace.setSpanContext(context.active(), remote), () => observe.run('request', work));
    const note = observe.tool((text: string) => text, { name: 'note' });
    request(() => note('first'));
    expect(() =>
      request(() => {
        note('second');
        fail()();
      }),
    ).toThrow('told');
    expect(completed()).toMatchObject([{ name: 'note', output: 'second' }]);
    expect(completed()).toHaveLength(1);
  });
});

test('a failure is told beside the baseline of its operation, once there is one', () => {
  expect(fail()).toThrow('told');
  expect(observed.events[0]?.attributes['sonde.context.baseline']).toBeUndefined();
  startOperation({ kind: 'tool', name: 'fail' })?.end();
  expect(fail()).toThrow('told');
  expect(observed.events[1]?.attributes['sonde.context.baseline']).toMatchObject({ count: 1 });
});

describe('a span that others made', () => {
  const failWith = (record: (span: Span) => void, code: SpanStatusCode = SpanStatusCode.ERROR) => {
    const span = trace.getTracer('other').startSpan('GET /');
    record(span);
    span.setStatus({ code });
    span.end();
    return span;
  };

  test('is told by the last exception it has, where it happened', () => {
    const span = failWith((each) => {
      each.recordException(new TypeError('first'));
      each.recordException(new RangeError('last'));
      each.addEvent('retry');
    });
    expect(observed.events).toHaveLength(1);
    expect(observed.events[0]?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'last',
      'exception.stacktrace': expect.stringContaining('exception-surroundings.test'),
      'sonde.operation.name': 'GET /',
    });
    expect(trace.getSpanContext(observed.events[0]?.context as never)).toEqual(span.spanContext());
  });

  test('is an Error when it says no more', () => {
    failWith((each) => each.addEvent('exception', {}));
    expect(observed.events[0]?.attributes).toMatchObject({
      'exception.type': 'Error',
      'exception.message': '',
      'exception.stacktrace': '',
    });
  });

  test('is not told without an exception, nor when it ended well', () => {
    failWith(() => {});
    failWith((each) => each.recordException(new Error('retried')), SpanStatusCode.OK);
    expect(observed.events).toEqual([]);
    expect(observed.failures).toEqual([]);
  });
});

test('an operation that goes well is not told, whatever it records on its span', () => {
  observe.run('recovers', () => {
    trace.getActiveSpan()?.recordException(new Error('retried'));
    trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR });
  });
  expect(observed.events).toEqual([]);
});

test('a sink that fails costs the application nothing', () => {
  const emit = () => {
    throw new Error('logger is gone');
  };
  const processor = new ExceptionContextProcessor({ emit });
  expect(fail()).toThrow('told');
  processor.onEnd(observed.spans()[0] as never);
  expect(observed.failures).toEqual([['exception context', new Error('logger is gone')]]);
});
