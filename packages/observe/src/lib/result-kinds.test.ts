import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs';
import { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { observe } from './observe.ts';
import { operationIn } from './operation.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(async () => {
  expect(observed.failures).toEqual([]);
  await observed.stop();
});

const spans = () =>
  observed.spans().map(({ attributes, status }) => ({
    chunks: attributes['sonde.stream.chunks'],
    endedBy: attributes['sonde.stream.ended_by'],
    error: attributes['error.type'],
    failed: status.code === SpanStatusCode.ERROR,
  }));

describe('an emitter', () => {
  test('ends its operation by the events that are named, and at once without them', async () => {
    const emitter = new EventEmitter();
    observe.tool(() => emitter, { name: 'at once' })();
    expect(observed.spans()).toHaveLength(1);
    void observe.tool(async () => emitter, { name: 'named', endsOn: ['exit', 'close'] })();
    await sleep(0);
    expect(observed.spans()).toHaveLength(1);
    emitter.emit('exit');
    emitter.emit('close');
    expect(observed.spans()).toHaveLength(2);
  });

  test('fails it by its error, which stays unhandled', () => {
    const emitter = observe.tool(() => new EventEmitter(), { name: 't', endsOn: ['close'] })();
    expect(() => emitter.emit('error', new RangeError('lost'))).toThrow('lost');
    expect(spans()).toMatchObject([{ error: 'RangeError' }]);
  });

  test('may be an event target', async () => {
    const { port1, port2 } = new MessageChannel();
    const port = observe.tool(() => port1, { name: 't', endsOn: ['close'] })();
    expect(observed.spans()).toEqual([]);
    const closed = once(port, 'close');
    port2.close();
    await closed;
    expect(observed.spans()).toHaveLength(1);
  });
});

describe('a function with a callback', () => {
  const size = observe.tool(
    (file: string, callback: (error: Error | null, size?: number) => void): void =>
      readFile(file, (error, content) => (error ? callback(error) : callback(null, content.length))),
    { name: 'size', callback: true },
  );

  test('is open until the callback is called, in the context of the caller', async () => {
    const called = await new Promise<[unknown, string | undefined]>((resolve) =>
      observe.run('caller', () => {
        size(fileURLToPath(import.meta.url), (_, bytes) => resolve([bytes, operationIn()?.spec.name]));
        expect(observed.spans()).toEqual([]);
      }),
    );
    expect(called).toEqual([expect.any(Number), 'caller']);
    const span = observed.spans().find(({ name }) => name === 'execute_tool size');
    expect(span?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': expect.stringContaining('result-kinds'),
      'gen_ai.tool.call.result': called[0],
    });
  });

  test('fails by its error, once, and by what it throws', async () => {
    await new Promise<void>((resolve) => size('/nowhere', () => resolve()));
    expect(spans()).toMatchObject([{ error: 'Error', failed: true }]);
    expect(observed.events).toHaveLength(1);
    const refuse = observe.tool(
      (_: (error: Error | null) => void): void => {
        throw new TypeError('refused');
      },
      { name: 'refuse', callback: true },
    );
    expect(() => refuse(() => {})).toThrow('refused');
    expect(spans()[1]).toMatchObject({ error: 'TypeError' });
  });

  test('called without one is observed by what it returns', async () => {
    const either = observe.tool(
      async (_callback?: (error: Error | null, value: number) => void): Promise<number> => 1,
      { name: 'either', callback: true },
    );
    expect(await either()).toBe(1);
    expect(spans()).toMatchObject([{ failed: false }]);
  });
});

describe('a result that resists', () => {
  afterEach(() => void observed.failures.splice(0));

  test.each<[string, () => unknown]>([
    ['a frozen generator', () => Object.freeze((function* () {})())],
    ['a proxied promise', () => new Proxy(Promise.resolve(1), {})],
    [
      'an object whose then throws',
      () =>
        Object.defineProperty({}, 'then', {
          get() {
            throw new Error('no');
          },
        }),
    ],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
    ],
    [
      'a locked web stream',
      () => {
        const stream = new ReadableStream();
        stream.getReader();
        return stream;
      },
    ],
  ])('is handed on as it is: %s', (_, make) => {
    const made = make();
    expect(observe.tool(() => made, { name: 't' })() === made).toBe(true);
    expect(observed.spans()).toHaveLength(1);
  });
});

test('a call that its caller aborts fails by that', async () => {
  const wait = observe.tool((signal: AbortSignal) => sleep(60_000, undefined, { signal }), { name: 't' });
  await expect(wait(AbortSignal.timeout(1))).rejects.toThrow();
  expect(spans()).toMatchObject([{ error: expect.stringMatching(/^(Abort|Timeout)Error$/), failed: true }]);
});
