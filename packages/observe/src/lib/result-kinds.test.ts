import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { ReadableStream, WritableStream } from 'node:stream/web';
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
const done = (chunks: number, endedBy = 'done') => [{ chunks, endedBy, error: undefined, failed: false }];
const failed = (error: string, endedBy?: string, chunks?: number) => [
  { chunks, endedBy, error, failed: true },
];

describe('an iterator', () => {
  test.each<[string, () => IterableIterator<number>]>([
    [
      'of a map',
      () =>
        new Map([
          [1, 1],
          [2, 2],
        ]).values(),
    ],
    ['of an array', () => [1, 2].values()],
    [
      'that a helper makes',
      () => Reflect.apply(Reflect.get([].values(), 'map') as never, [0, 1].values(), [(n: number) => n + 1]),
    ],
    [
      'written by hand',
      () => {
        let n = 0;
        return {
          next: () =>
            (n < 2
              ? { value: ++n, done: false }
              : { value: undefined, done: true }) as IteratorResult<number>,
          [Symbol.iterator]() {
            return this;
          },
        };
      },
    ],
  ])('%s keeps its span open to the end, and stays the same', (_, make) => {
    const made = make();
    const iterator = observe.tool(() => made, { name: 't' })();
    expect(iterator).toBe(made);
    expect(observed.spans()).toEqual([]);
    expect([...iterator]).toEqual([1, 2]);
    expect(spans()).toEqual(done(2));
  });

  test('left early ends with its consumer', () => {
    const numbers = observe.tool(
      function* () {
        yield 1;
        yield 2;
      },
      { name: 't' },
    );
    for (const _ of numbers()) break;
    expect(spans()).toEqual(done(1, 'return'));
  });

  test('that its consumer throws into fails', () => {
    const numbers = observe.tool(
      function* () {
        yield 1;
      },
      { name: 't' },
    )();
    numbers.next();
    expect(() => numbers.throw(new RangeError('enough'))).toThrow('enough');
    expect(spans()).toEqual(failed('RangeError', 'throw', 1));
  });

  test('is not what a collection is: it ends at once', () => {
    for (const value of [[1], new Map([[1, 1]]), new Set([1]), Buffer.from('x')])
      expect(observe.tool(() => value, { name: 't' })()).toBe(value);
    expect(observed.spans()).toHaveLength(4);
  });
});

/** As the clients of model providers have it: an iterable that is no generator. */
class Answer implements AsyncIterable<string> {
  readonly controller = new AbortController();
  readonly words: readonly string[];
  operationName: string | undefined;

  constructor(words: readonly string[]) {
    this.words = words;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (const word of this.words) {
      this.controller.signal.throwIfAborted();
      this.operationName = operationIn()?.spec.name;
      yield word;
    }
  }
}

describe('an async iterable', () => {
  test('keeps its span open until it is iterated, in the operation', async () => {
    const answer = await observe.llm(async () => new Answer(['a', 'b']), { name: 'm' })();
    expect(answer).toBeInstanceOf(Answer);
    expect(observed.spans()).toEqual([]);
    const words: string[] = [];
    for await (const word of answer) words.push(word);
    expect(words).toEqual(['a', 'b']);
    expect(answer.operationName).toBe('m');
    expect(spans()).toEqual(done(2));
    expect(observed.spans()[0]?.attributes['gen_ai.response.time_to_first_chunk']).toEqual(
      expect.any(Number),
    );
  });

  test('that is aborted says so', async () => {
    const answer = observe.llm(() => new Answer(['a', 'b']), { name: 'm' })();
    const read = async () => {
      for await (const _ of answer) answer.controller.abort();
    };
    await expect(read()).rejects.toThrow('aborted');
    expect(spans()).toEqual(failed('AbortError', 'abort', 1));
  });
});

/** As model clients have it: lazily parsed, with helpers beside `then`. */
class ApiPromise<T> extends Promise<T> {
  readonly #response: Promise<Response>;
  readonly #parse: (response: Response) => Promise<T>;
  #parsed: Promise<T> | undefined;

  constructor(response: Promise<Response>, parse: (response: Response) => Promise<T>) {
    super((resolve) => resolve(null as never));
    this.#response = response;
    this.#parse = parse;
  }

  asResponse(): Promise<Response> {
    return this.#response.then((response) => response);
  }

  async withResponse(): Promise<{ data: T; response: Response }> {
    const [data, response] = await Promise.all([this.parse(), this.asResponse()]);
    return { data, response };
  }

  private parse(): Promise<T> {
    this.#parsed ??= this.#response.then((response) => this.#parse(response));
    return this.#parsed;
  }

  override then<A = T, B = never>(...callbacks: Parameters<Promise<T>['then']>): Promise<A | B> {
    return this.parse().then(...callbacks) as Promise<A | B>;
  }
}

describe("a client's promise with helpers", () => {
  const ask = observe.llm(
    (status: number) =>
      new ApiPromise(Promise.resolve(new Response('"hi"', { status })), async (response) => {
        if (!response.ok) throw new TypeError(`status ${response.status}`);
        return (await response.json()) as string;
      }),
    { name: 'm' },
  );

  test('is awaited as ever', async () => {
    const promise = ask(200);
    expect(promise).toBeInstanceOf(ApiPromise);
    expect(await promise).toBe('hi');
    expect(await promise.then((value) => value.length)).toBe(2);
    expect(observed.spans()).toHaveLength(1);
  });

  test('ends by its helpers too', async () => {
    const { data, response } = await ask(200).withResponse();
    expect([data, response.status]).toEqual(['hi', 200]);
    expect(spans()).toMatchObject([{ failed: false }]);
  });

  test('fails by whichever is used', async () => {
    await expect(ask(500).withResponse()).rejects.toThrow('status 500');
    await expect(ask(500)).rejects.toThrow('status 500');
    await expect(ask(500).catch((error: Error) => Promise.reject(error))).rejects.toThrow('status 500');
    expect(spans()).toMatchObject([{ error: 'TypeError' }, { error: 'TypeError' }, { error: 'TypeError' }]);
  });

  test('of a stream stays open until the stream ends', async () => {
    const stream = observe.llm(
      () => new ApiPromise(Promise.resolve(new Response('')), async () => new Answer(['a', 'b', 'c'])),
      { name: 'm' },
    );
    const answer = await stream();
    expect(observed.spans()).toEqual([]);
    for await (const _ of answer);
    expect(spans()).toEqual(done(3));
  });
});

describe('a web stream', () => {
  const numbers = observe.tool(
    (count: number) => {
      let n = 0;
      return new ReadableStream<number>({
        pull: (controller) => (n < count ? controller.enqueue(n++) : controller.close()),
      });
    },
    { name: 's' },
  );

  test('is pulled only as it is read', async () => {
    let pulled = 0;
    const stream = observe.tool(
      () => new ReadableStream({ pull: (c) => c.enqueue((pulled += 1)) }, { highWaterMark: 0 }),
      { name: 's' },
    )();
    await sleep(5);
    expect(pulled).toBe(0);
    const reader = stream.getReader();
    await reader.read();
    expect(pulled).toBe(1);
    await reader.cancel();
    expect(spans()).toEqual(done(1, 'return'));
  });

  test('that is teed ends when both are read', async () => {
    const branches = numbers(3).tee();
    const read = async (branch: ReadableStream<number>) => {
      const all: number[] = [];
      for await (const n of branch) all.push(n);
      return all;
    };
    expect(await Promise.all(branches.map(read))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(spans()).toEqual(done(3));
  });

  test('that is piped ends with the pipe, and says when that was aborted', async () => {
    await numbers(2).pipeTo(new WritableStream());
    const signal = AbortSignal.abort();
    await expect(numbers(2).pipeTo(new WritableStream(), { signal })).rejects.toThrow('aborted');
    expect(spans()).toEqual([...done(2), ...failed('AbortError', 'abort', 0)]);
  });

  test('of bytes can be read into buffers of the caller', async () => {
    const bytes = observe.tool(() => new Blob(['hello']).stream() as unknown as ReadableStream, {
      name: 's',
    });
    const reader = bytes().getReader({ mode: 'byob' });
    const { value } = await reader.read(new Uint8Array(3));
    expect(Buffer.from(value ?? []).toString()).toBe('hel');
    for (let isDone = false; !isDone; ) isDone = (await reader.read(new Uint8Array(3))).done;
    expect(spans()).toEqual(done(1));
    expect(await new Response(bytes() as never).text()).toBe('hello');
  });

  test('whose source fails, fails', async () => {
    const broken = observe.tool(
      () => new ReadableStream({ pull: (controller) => controller.error(new TypeError('reset')) }),
      { name: 's' },
    );
    await expect(broken().getReader().read()).rejects.toThrow('reset');
    expect(spans()).toEqual(failed('TypeError', 'throw', 0));
  });
});

describe('a stream of Node', () => {
  test('tells its chunks and its first one, and does not flow by being watched', async () => {
    const lines = observe.llm(() => Readable.from(['a', 'b']), { name: 's' });
    const stream = lines();
    await sleep(5);
    expect(observed.spans()).toEqual([]);
    expect(await text(stream)).toBe('ab');
    expect(spans()).toEqual(done(2));
    expect(observed.spans()[0]?.attributes['gen_ai.response.time_to_first_chunk']).toEqual(
      expect.any(Number),
    );
  });

  test('destroyed by its consumer ends there; one aborted says so', async () => {
    const endless = (signal?: AbortSignal) =>
      new Readable({
        ...(signal === undefined ? {} : { signal }),
        read() {
          this.push('x');
        },
      });
    const stream = observe.tool(() => endless(), { name: 's' })();
    for await (const _ of stream) break;
    const abort = new AbortController();
    const aborted = observe
      .tool(() => endless(abort.signal), { name: 's' })()
      .resume();
    abort.abort();
    await expect(finished(aborted)).rejects.toThrow('aborted');
    expect(spans()).toMatchObject([
      { endedBy: 'return', failed: false },
      { endedBy: 'abort', error: 'AbortError' },
    ]);
  });

  test('that is written to is over when it has taken everything', async () => {
    const sink = observe.tool(() => new Writable({ write: (_, __, next) => next() }), { name: 's' })();
    await pipeline(Readable.from(['a']), sink);
    expect(spans()).toMatchObject([{ endedBy: 'done', failed: false }]);
  });

  test('is the same whether observed or not', async () => {
    const file = fileURLToPath(import.meta.url);
    const { createReadStream } = await import('node:fs');
    const read = observe.tool(() => createReadStream(file), { name: 's' });
    expect(await buffer(read())).toEqual(await buffer(createReadStream(file)));
  });
});

describe('an emitter', () => {
  test('ends its operation by the events that are named, and at once without them', async () => {
    const emitter = new EventEmitter();
    observe.tool(() => emitter, { name: 'at once' })();
    expect(observed.spans()).toHaveLength(1);
    observe.tool(async () => emitter, { name: 'named', endsOn: ['exit', 'close'] })();
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
