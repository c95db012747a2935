import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanStatusCode, type TracerProvider } from '@opentelemetry/api';
import { observedProcess } from '../../test/observed-process.ts';
import { observe } from './observe.ts';
import { observed as decorated } from './observed.ts';
import { runtime } from './runtime.ts';

const before = { ...runtime };
let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(() => {
  Object.assign(runtime, before);
  return observed.stop();
});

const places = () => observed.failures.map(([where]) => where);

describe('what fails beside an observed function', () => {
  test('a tracer that throws costs the application nothing, and is told', () => {
    const broken = () => {
      throw new Error('exporter is gone');
    };
    runtime.tracerProvider = {
      getTracer: () => ({ startSpan: broken, startActiveSpan: broken }),
    } as TracerProvider;
    expect(observe.tool((n: number) => n * 2, { name: 'double' })(2)).toBe(4);
    expect(places()).toEqual(['start operation']);
  });

  test('a class whose methods cannot be replaced works as before, and is told', () => {
    class Tools {
      find(): string {
        return 'found';
      }
    }
    Object.freeze(Tools.prototype);
    const Decorated =
      decorated.tool()(Tools, { kind: 'class', name: 'Tools' } as ClassDecoratorContext) ?? Tools;
    expect(new Decorated().find()).toBe('found');
    expect(places()).toEqual(['observe methods']);
    expect(observed.spans()).toEqual([]);
  });
});

test('an iterable that cannot begin fails with its own error, for the caller and for its operation', async () => {
  const lines = {
    [Symbol.asyncIterator](): AsyncIterator<string> {
      throw new RangeError('no such file');
    },
  };
  const read = observe.tool(() => lines, { name: 'read' });
  await expect(async () => {
    for await (const _ of read());
  }).rejects.toThrow(RangeError);
  expect(observed.spans().map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR]);
  expect(observed.events).toMatchObject([{ attributes: { 'exception.message': 'no such file' } }]);
  expect(observed.failures).toEqual([]);
});
