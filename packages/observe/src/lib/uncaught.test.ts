import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { ExceptionContextProcessor } from './exception-context-processor.ts';
import { observe } from './observe.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const told = () => observed.events.map(({ attributes }) => attributes['exception.message']);

describe('an error that nobody caught', () => {
  test('is told with the operation that was open, its input, and what completed before', async () => {
    const read = observe.tool(async (name: string) => name.length, { name: 'read' });
    const job = observe.agent(
      async (input: string) => {
        await read(input);
        observed.exceptions.uncaught(new TypeError('left behind'));
      },
      { name: 'job' },
    );
    await job('work');
    expect(observed.events).toMatchObject([{ eventName: 'exception', severityNumber: 21 }]);
    expect(observed.events[0]?.attributes).toMatchObject({
      'exception.message': 'left behind',
      'sonde.exception.handled': false,
      'sonde.operation.name': 'job',
      'sonde.context.input': 'work',
      'sonde.context.completed': [{ name: 'read', output: 4 }],
    });
  });

  test('is told by itself where no operation was open, in the trace of the span that was', () => {
    observed.exceptions.uncaught(new Error('alone'));
    const tracer = trace.getTracer('other');
    tracer.startActiveSpan('theirs', (span) => {
      observed.exceptions.uncaught(new Error('within'));
      expect(trace.getSpanContext(observed.events[1]?.context as never)).toEqual(span.spanContext());
    });
    expect(told()).toEqual(['alone', 'within']);
    expect(observed.events[0]?.attributes['sonde.operation.name']).toBeUndefined();
  });

  test('is no crash when the process goes on', () => {
    observed.exceptions.uncaught(new Error('survived'), { isFatal: false });
    observed.exceptions.uncaught(new Error('fatal'), {});
    expect(observed.events.map(({ severityNumber }) => severityNumber)).toEqual([17, 21]);
  });

  test('is told once, however many tell of it, and whoever was first', () => {
    const error = new Error('once');
    const fail = observe.tool(
      () => {
        throw error;
      },
      { name: 'fail' },
    );
    expect(fail).toThrow(error);
    observed.exceptions.uncaught(error);
    const later = new Error('twice');
    observed.exceptions.uncaught(later);
    observed.exceptions.uncaught(later, { isFatal: false });
    expect(told()).toEqual(['once', 'twice']);
  });

  test("is not told again as the error that Node makes of a rejection's reason", () => {
    const nodes = () =>
      Object.assign(new Error('rejected with the reason "just a text".'), {
        code: 'ERR_UNHANDLED_REJECTION',
      });
    const thrown: unknown = 'just a text';
    const fail = observe.tool(
      () => {
        throw thrown;
      },
      { name: 'fail' },
    );
    observe.run('outer', () => {
      expect(fail).toThrow('just a text');
      observed.exceptions.uncaught(nodes());
    });
    expect(observed.events).toHaveLength(1);
    // Another trace, another failure.
    observe.run('another', () => observed.exceptions.uncaught(nodes()));
    expect(observed.events).toHaveLength(2);
    trace.getTracer('other').startActiveSpan('theirs', () => observed.exceptions.uncaught(nodes()));
    expect(observed.events).toHaveLength(3);
  });

  test('costs the application nothing when it cannot be told', () => {
    const emit = () => {
      throw new Error('logger is gone');
    };
    new ExceptionContextProcessor({ emit }).uncaught(new Error('x'));
    expect(observed.failures).toEqual([['exception context', new Error('logger is gone')]]);
  });
});
