import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { observe } from './observe.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

const leaf = observe.tool(async () => 1, { name: 'leaf' });
const one = () => {
  const [span] = observed.spans();
  expect(observed.spans()).toHaveLength(1);
  return span as NonNullable<typeof span>;
};

describe('a scope', () => {
  test('ends with its block, and leaves the context of the caller alone', () => {
    {
      using scope = observe.scope('load');
      scope.operation?.setAttributes({ rows: 3 });
      expect(trace.getActiveSpan()).toBeUndefined();
      expect(observed.spans()).toHaveLength(0);
    }
    expect(one()).toMatchObject({ name: 'load', attributes: { rows: 3, 'sonde.operation.kind': 'span' } });
    expect(one().status.code).toBe(SpanStatusCode.UNSET);
  });

  test('is the parent of what runs in it, and of nothing else', async () => {
    {
      await using scope = observe.scope({ kind: 'workflow', name: 'report' });
      expect(await scope.run(() => leaf())).toBe(1);
      await leaf();
    }
    const [inside, beside, workflow] = observed.spans();
    expect(inside?.parentSpanContext?.spanId).toBe(workflow?.spanContext().spanId);
    expect(beside?.parentSpanContext).toBeUndefined();
  });

  test('fails with the error it is given, however it goes on', () => {
    const error = new RangeError('too far');
    {
      using scope = observe.scope('load');
      scope.fail(error);
      scope.fail(new Error('later'));
      scope.run(() => 1);
    }
    expect(one().status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
    expect(observed.events).toHaveLength(1);
  });

  test.each(['thrown', 'rejected'])('fails with an error %s in it, which is thrown on', async (how) => {
    const error = new Error('no');
    const act = async () => {
      await using scope = observe.scope('load');
      await scope.run((): Promise<void> => {
        if (how === 'thrown') throw error;
        return Promise.reject(error);
      });
    };
    await expect(act()).rejects.toBe(error);
    expect(one().status).toEqual({ code: SpanStatusCode.ERROR, message: 'no' });
  });

  test('succeeds when a later run does', () => {
    {
      using scope = observe.scope('load');
      const attempt = (isFailing: boolean) =>
        scope.run(() => {
          if (isFailing) throw new Error('once');
        });
      expect(() => attempt(true)).toThrow('once');
      attempt(false);
    }
    expect(one().status.code).toBe(SpanStatusCode.UNSET);
  });

  test('does nothing when nothing observes', async () => {
    await observed.stop();
    using scope = observe.scope('load');
    scope.fail(new Error('no'));
    expect(scope.operation).toBeUndefined();
    expect(scope.run(() => 2)).toBe(2);
  });
});
