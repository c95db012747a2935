import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { observedProcess } from '../../test/observed-process.ts';
import { setDetail } from './detail.ts';
import { type Call, isRejection, Priority, Rejection, use as register } from './interceptors.ts';
import { observe } from './observe.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
const removers: (() => void)[] = [];
const use = (...args: Parameters<typeof register>) => {
  const remove = register(...args);
  removers.push(remove);
  return remove;
};
afterEach(() => {
  for (const remove of removers.splice(0)) remove();
  return observed.stop();
});

const double = observe.tool((n: number) => n * 2, { name: 'double' });
const doubleLater = observe.tool(async (n: number) => n * 2, { name: 'doubleLater' });

describe('interceptors', () => {
  test('run by ascending priority around the function, and can be taken out again', () => {
    const seen: string[] = [];
    const note = (name: string, priority: number) =>
      use(
        (call, next) => {
          seen.push(name);
          return next(call);
        },
        { priority },
      );
    const notes = [
      note('last', Priority.LAST),
      note('first', Priority.FIRST),
      note('normal', Priority.NORMAL),
    ];
    double(1);
    expect(seen).toEqual(['first', 'normal', 'last']);
    notes[1]?.();
    double(1);
    expect(seen.splice(0)).toEqual(['first', 'normal', 'last', 'normal', 'last']);
    for (const remove of notes) remove();
    double(1);
    expect(seen).toEqual([]);
  });

  test('take their turn as NORMAL unless told otherwise', () => {
    const seen: unknown[] = [];
    const note = (name: string, options?: { priority: number }) =>
      use((call, next) => {
        seen.push(name);
        return next(call);
      }, options);
    note('low', { priority: Priority.LOW });
    note('unspecified');
    note('high', { priority: Priority.HIGH });
    double(1);
    expect(seen).toEqual(['high', 'unspecified', 'low']);
  });

  test('can change arguments and result', () => {
    use((call, next) => (next({ ...call, args: [10] }) as number) + 1);
    expect(double(1)).toBe(21);
  });

  test('see only the kinds they ask for', () => {
    let calls = 0;
    use(
      (call, next) => {
        calls += 1;
        return next(call);
      },
      { kinds: ['agent'] },
    );
    double(1);
    expect(calls).toBe(0);
  });

  test('see what is called, on which object, with what, and its operation', () => {
    const calls: Call[] = [];
    use((call, next) => {
      calls.push(call);
      return next(call);
    });
    const toolbox = { factor: 3, triple: observe.tool(triple, { name: 'triple' }) };
    expect(toolbox.triple(2)).toBe(6);
    expect(calls).toMatchObject([{ kind: 'tool', name: 'triple', args: [2] }]);
    expect(calls[0]?.self).toBe(toolbox);
    expect(calls[0]?.operation?.span.isRecording()).toBe(false);
  });

  test('refuse a call by a Rejection, which is an error of the operation and no mistake', () => {
    use(() => {
      throw new Rejection('over budget', { cause: 'limit' });
    });
    expect(() => double(1)).toThrow(
      expect.objectContaining({ name: 'Rejection', message: 'over budget', cause: 'limit' }),
    );
    expect(observed.events).toMatchObject([{ attributes: { 'exception.type': 'Rejection' } }]);
    expect(observed.failures).toEqual([]);
  });

  test('refuse a result that has come already, too', async () => {
    use(async (call, next) => {
      await next(call);
      throw new Rejection('unsafe answer');
    });
    await expect(doubleLater(1)).rejects.toThrow('unsafe answer');
    expect(observed.failures).toEqual([]);
  });

  test('refuse by a Rejection of another copy of the package', () => {
    const theirs = Object.assign(new Error('over budget'), { [Symbol.for('sonde.rejection')]: true });
    expect(
      [theirs, new Error('x'), { [Symbol.for('sonde.rejection')]: true }, undefined].map(isRejection),
    ).toEqual([true, false, false, false]);
  });

  test("leave the promise of a model's client as it is, helpers included", () => {
    class ClientPromise extends Promise<string> {}
    const answer = ClientPromise.resolve('text');
    use((call, next) => next(call));
    expect(observe.llm(() => answer, { name: 'ask' })()).toBe(answer);
  });

  test('may hand out another promise than that of the tool', async () => {
    use(async (call, next) => ((await next(call)) as number) + 1);
    await expect(doubleLater(2)).resolves.toBe(5);
  });
});

describe('guards stay when nothing observes', () => {
  const seen: unknown[] = [];
  const guard = () =>
    use((call, next) => {
      seen.push(call.operation);
      if (call.args[0] === 13) throw new Rejection('over budget');
      return next(call);
    });
  const both = () => {
    expect(double(2)).toBe(4);
    expect(() => double(13)).toThrow('over budget');
    expect(seen.splice(0)).toEqual([undefined, undefined]);
  };

  test('at detail off', () => {
    guard();
    setDetail('off', { operation: 'double' });
    both();
    setDetail(undefined, { operation: 'double' });
    expect(observed.spans()).toEqual([]);
  });

  test('without an SDK, where a mistake of theirs is undone as well', async () => {
    guard();
    await observed.stop();
    both();
    use(() => {
      throw new Error('bug');
    });
    expect(double(2)).toBe(4);
    expect(observed.failures).toHaveLength(1);
  });
});

describe('an interceptor with a mistake of its own', () => {
  test.each([
    [
      'before the call',
      () => {
        throw new Error('bug');
      },
    ],
    [
      'after the call',
      (call: never, next: (call: never) => unknown) => {
        next(call);
        throw new Error('bug');
      },
    ],
    ['in a promise', async () => Promise.reject(new Error('bug'))],
    [
      'in a promise after the call',
      async (call: never, next: (call: never) => unknown) => {
        await next(call);
        throw new Error('bug');
      },
    ],
  ])('%s never reaches the tool, and is reported', async (_, interceptor) => {
    use(interceptor as never);
    await expect(doubleLater(2)).resolves.toBe(4);
    expect(observed.failures).toEqual([['interceptor', new Error('bug')]]);
  });

  test.each([
    [
      'before',
      () => {
        throw new Error('bug');
      },
    ],
    [
      'after',
      (call: never, next: (call: never) => unknown) => {
        next(call);
        throw new Error('bug');
      },
    ],
  ])('%s a call that returns at once costs it nothing, and is reported', (_, interceptor) => {
    let calls = 0;
    const count = observe.tool(() => (calls += 1), { name: 'count' });
    use(interceptor as never);
    expect(count()).toBe(1);
    expect(observed.failures).toEqual([['interceptor', new Error('bug')]]);
  });

  test("does not hide the tool's own error, at once or later", async () => {
    const broken = observe.tool(
      () => {
        throw new Error('tool');
      },
      { name: 'broken' },
    );
    use((call, next) => {
      try {
        return next(call);
      } catch {
        throw new Error('bug');
      }
    });
    expect(broken).toThrow('tool');
    expect(observed.failures).toEqual([['interceptor', new Error('bug')]]);
  });

  test('that waits for the tool does not hide its error', async () => {
    const broken = observe.tool(async () => Promise.reject(new Error('tool')), { name: 'broken' });
    use(async (call, next) => {
      try {
        return await (next(call) as Promise<unknown>);
      } catch {
        throw new Error('bug');
      }
    });
    await expect(broken()).rejects.toThrow('tool');
  });

  test.each([
    [
      'at once',
      () => {
        throw new Error('tool');
      },
    ],
    [
      'later',
      async () => {
        throw new Error('tool');
      },
    ],
  ])("is not what a tool's own error that passes through it is: %s", async (_, fn) => {
    const broken = observe.tool(fn, { name: 'broken' });
    use((call, next) => next(call));
    use(async (call, next) => next(call));
    await expect(async () => broken()).rejects.toThrow('tool');
    expect(observed.failures).toEqual([]);
  });
});

function triple(this: { factor: number }, n: number): number {
  return n * this.factor;
}
