import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { observedProcess } from '../../test/observed-process.ts';
import { setDetail } from './detail.ts';
import { Priority, Rejection, use as register } from './interceptors.ts';
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
    for (const remove of notes) remove();
    double(1);
    expect(seen).toHaveLength(3);
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

  test('refuse a call by a Rejection, which is an error of the operation', () => {
    use(() => {
      throw new Rejection('over budget');
    });
    expect(() => double(1)).toThrow('over budget');
    expect(observed.events).toHaveLength(1);
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
    expect(observed.failures.map(([where]) => where)).toEqual(['interceptor']);
  });

  test("does not hide the tool's own error", async () => {
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

  test('calls the tool once', () => {
    let calls = 0;
    const count = observe.tool(() => (calls += 1), { name: 'count' });
    use((call, next) => {
      next(call);
      throw new Error('bug');
    });
    expect(count()).toBe(1);
  });
});
