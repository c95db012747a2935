import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { setDetail } from './detail.ts';
import { uncaughtEventOf } from './exception-event.ts';
import { observe } from './observe.ts';
import { withContext } from './request-context.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const event = () => {
  expect(observed.events).toHaveLength(1);
  return observed.events[0] as (typeof observed.events)[number];
};

describe('a failure', () => {
  test('is one event with its input, all ancestors nearest first, and what completed before', async () => {
    const lookup = observe.tool(async (name: string) => ({ name, area: 323 }), { name: 'lookup' });
    const validate = observe.graph(
      async (state: { answer: string }) => {
        throw new TypeError(`no Economy in ${state.answer}`);
      },
      { name: 'validate' },
    );
    const answer = observe.agent(
      async (question: string) => {
        await lookup('Norway');
        await validate({ answer: 'draft' });
        return question;
      },
      { name: 'atlas' },
    );
    const ask = withContext({ sessionId: 's-1', userId: 'u-1' }, () => answer('How big is Norway?'));
    await expect(ask).rejects.toThrow('no Economy');

    const { attributes, eventName } = event();
    expect(eventName).toBe('sonde.operation.exception');
    expect(attributes).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'no Economy in draft',
      'session.id': 's-1',
      'user.id': 'u-1',
      'sonde.operation.name': 'validate',
      'sonde.operation.kind': 'graph',
      'sonde.context.input': { answer: 'draft' },
      'sonde.context.ancestors': [{ name: 'atlas', kind: 'agent', input: 'How big is Norway?' }],
      'sonde.context.completed': [
        { name: 'lookup', kind: 'tool', failed: false, output: { name: 'Norway', area: 323 } },
      ],
    });
    expect(attributes['exception.stacktrace']).toContain('exception-context-processor.test');
    expect(attributes['sonde.exception.fingerprint']).toMatch(/^v1:/);
  });

  test('carries the trace and span it happened in', async () => {
    await expect(observe.tool(async () => Promise.reject(new Error('x')), { name: 't' })()).rejects.toThrow();
    const spanContext = trace.getSpanContext(event().context);
    expect(spanContext).toMatchObject({ spanId: observed.spans()[0]?.spanContext().spanId });
  });

  test('wrapped on its way up is still one event, and its causes are told', async () => {
    const inner = observe.tool(
      async () => Promise.reject(Object.assign(new Error('disk'), { code: 'EIO' })),
      { name: 'inner' },
    );
    const outer = observe.agent(
      async () => {
        try {
          await inner();
        } catch (cause) {
          throw new Error('answer failed', { cause });
        }
      },
      { name: 'outer' },
    );
    await expect(outer()).rejects.toThrow('answer failed');
    expect(event().attributes).toMatchObject({
      'exception.message': 'disk',
      'sonde.exception.properties': { code: 'EIO' },
    });
  });

  test('tells the chain of causes and the members of an aggregate', () => {
    const members = [new Error('a'), new TypeError('b')];
    const fail = observe.tool(
      () => {
        throw new AggregateError(members, 'both', { cause: new RangeError('root') });
      },
      { name: 't' },
    );
    expect(fail).toThrow();
    expect(event().attributes).toMatchObject({
      'exception.type': 'AggregateError',
      'sonde.exception.causes': [{ type: 'RangeError', message: 'root' }],
      'sonde.exception.members': [{ message: 'a' }, { type: 'TypeError', message: 'b' }],
    });
  });

  test.each([['a text'], [42], [null], [undefined], [{ reason: 'odd' }], [Symbol('s')]])(
    'of a thrown %p is told',
    (thrown) => {
      const fail = observe.tool(
        () => {
          throw thrown;
        },
        { name: 't' },
      );
      expect(() => observe.run('outer', fail)).toThrow();
      expect(event().attributes['exception.type']).toEqual(expect.any(String));
    },
  );

  test('of a hostile error changes nothing for the caller', () => {
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('trap');
      },
    });
    const fail = observe.tool(
      () => {
        throw hostile;
      },
      { name: 't' },
    );
    let caught: unknown;
    try {
      fail();
    } catch (error) {
      caught = error;
    }
    expect(caught === hostile).toBe(true);
    expect(observed.spans()).toHaveLength(1);
  });

  test('is told in every trace, though the error object is shared', () => {
    const shared = new Error('always the same');
    const fail = observe.tool(
      () => {
        throw shared;
      },
      { name: 't' },
    );
    for (let i = 0; i < 3; i += 1) expect(() => observe.run('trace', fail)).toThrow(shared);
    expect(observed.events).toHaveLength(3);
  });

  test('of a thrown value is told once a failure, also beside other traces', async () => {
    const fail = observe.tool(
      async (value: string, waitMs: number) => {
        await sleep(waitMs);
        throw value;
      },
      { name: 'fail' },
    );
    const outer = observe.agent(async (value: string, waitMs: number) => fail(value, waitMs), {
      name: 'outer',
    });
    const retrying = observe.agent(
      async () => {
        for (const _ of [1, 2]) await fail('again', 1).catch(() => {});
      },
      { name: 'retrying' },
    );
    await Promise.allSettled([outer('a', 1), outer('b', 1), outer('a', 2), retrying()]);
    expect(observed.events.map(({ attributes }) => String(attributes['exception.message'])).sort()).toEqual([
      'a',
      'a',
      'again',
      'again',
      'b',
    ]);
  });

  test('that gathers failures which were told is not told again', async () => {
    const fail = observe.tool(async (name: string) => Promise.reject(new Error(name)), { name: 'fail' });
    const first = observe.agent(async () => Promise.any([fail('a'), fail('b')]), { name: 'first' });
    await expect(first()).rejects.toThrow(AggregateError);
    expect(observed.events.map(({ attributes }) => attributes['exception.message'])).toEqual(['a', 'b']);
  });

  test('says where in the code it began', () => {
    const fail = observe.tool(
      function lookUp() {
        throw new Error('x');
      },
      { name: 't' },
    );
    expect(fail).toThrow();
    expect(event().attributes).toMatchObject({
      'code.function.name': expect.stringContaining('lookUp'),
      'code.file.path': expect.stringMatching(/exception-context-processor\.test\.ts$/),
      'code.line.number': expect.any(Number),
      'code.column.number': expect.any(Number),
    });
  });

  test('at detail metadata tells its type, and no content', () => {
    setDetail('metadata');
    const fail = observe.tool(
      (_: string) => {
        throw new Error('secret words');
      },
      { name: 't' },
    );
    expect(() => fail('more secret words')).toThrow();
    expect(JSON.stringify([event().attributes, event().body, observed.spans()[0]?.status])).not.toContain(
      'secret',
    );
    expect(event().attributes['exception.type']).toBe('Error');
  });

  test('that nobody caught tells as much as the detail in force allows', () => {
    const told = () =>
      JSON.stringify(
        [uncaughtEventOf(new Error('secret words'), ROOT_CONTEXT)].map(({ attributes, body }) => [
          attributes,
          body,
        ]),
      );
    expect(told()).toContain('secret words');
    setDetail('metadata');
    expect(told()).not.toContain('secret words');
  });

  test('of a span that others made is told as far as the span tells', () => {
    const span = trace.getTracer('other').startSpan('GET /');
    span.recordException(new TypeError('theirs'));
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    expect(event().attributes).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'theirs',
    });
  });
});

test('a success sends no event', async () => {
  await observe.tool(async () => 1, { name: 't' })();
  expect(observed.events).toEqual([]);
});
