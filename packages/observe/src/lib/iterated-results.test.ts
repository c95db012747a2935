import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { observedProcess } from '../../test/observed-process.ts';
import { done, failed, streamSummaries } from '../../test/stream-summaries.ts';
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

const spans = () => streamSummaries(observed.spans());

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

  test('of which only a part is of interest ends at once if that is said', async () => {
    const page = observe.tool(async () => new Answer(['a']), { name: 'page', endsOn: [] });
    expect((await page()).words).toEqual(['a']);
    expect(spans()).toMatchObject([{ endedBy: undefined, failed: false }]);
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
