import { createReadStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { ReadableStream, WritableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { observedProcess } from '../../test/observed-process.ts';
import { done, failed, streamSummaries } from '../../test/stream-summaries.ts';
import { observe } from './observe.ts';

let observed: ReturnType<typeof observedProcess>;
beforeEach(() => {
  observed = observedProcess();
});
afterEach(async () => {
  expect(observed.failures).toEqual([]);
  await observed.stop();
});

const spans = () => streamSummaries(observed.spans());

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
    const read = observe.tool(() => createReadStream(file), { name: 's' });
    expect(await buffer(read())).toEqual(await buffer(createReadStream(file)));
  });
});
