import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { observe } from './observe.ts';
import { operationIn } from './operation.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => observed.stop());

/** Runs when somebody asks for its result, as query builders do. */
class LazyQuery {
  runs = 0;
  operationName: string | undefined;
  then<T>(onValue: (row: string) => T): Promise<T> {
    this.runs += 1;
    this.operationName = operationIn()?.spec.name;
    return Promise.resolve('row').then(onValue);
  }
}

describe('a lazy thenable', () => {
  test('runs as often as the caller asks, within the operation', async () => {
    const query = observe.tool(() => new LazyQuery(), { name: 'insert' })();
    expect(query.runs).toBe(0);
    expect(await query).toBe('row');
    expect(query).toMatchObject({ runs: 1, operationName: 'insert' });
    expect(operationIn()).toBeUndefined();
    expect(observed.spans()).toHaveLength(1);
  });
});

describe('a subclass of Promise', () => {
  let listenersCount = 0;
  class Task<T> extends Promise<T> {
    override then<A, B>(...callbacks: Parameters<Promise<T>['then']>): Promise<A | B> {
      listenersCount += 1;
      return super.then(...callbacks) as Promise<A | B>;
    }
  }

  test('has no listener but the caller: a rejection that nobody handles stays unhandled', async () => {
    const task = observe.tool(() => Task.reject(new Error('refused')) as Promise<never>, { name: 'task' })();
    expect(listenersCount).toBe(0);
    await expect(task).rejects.toThrow('refused');
    expect(observed.spans()[0]?.status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('a stream of Node', () => {
  test('that is over already ends its operation at once', async () => {
    const stream = new PassThrough().end();
    stream.resume();
    await finished(stream);
    observe.tool(() => stream, { name: 's' })();
    expect(observed.spans()).toHaveLength(1);
  });

  test('that failed already fails it', () => {
    const stream = new PassThrough();
    stream.on('error', () => {}).destroy(new Error('reset'));
    observe.tool(() => stream, { name: 's' })();
    expect(observed.spans()[0]?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'reset' });
  });

  test('that is returned by every call gathers no listeners', () => {
    const shared = new PassThrough();
    const before = shared.listenerCount('close');
    const connection = observe.tool(() => shared, { name: 'connection' });
    for (let i = 0; i < 50; i += 1) connection();
    expect(shared.listenerCount('close')).toBe(before + 1);
    expect(shared.listenerCount('end')).toBeLessThan(EventEmitter.defaultMaxListeners);
    expect(observed.spans()).toHaveLength(49);
  });
});
