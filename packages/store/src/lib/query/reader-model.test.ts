import { afterEach, describe, expect, test } from '@jest/globals';
import { decodeRequest } from '@sonde/otlp';
import fc from 'fast-check';
import { IndexInProcess } from '../../../fixtures/index-in-process.ts';
import { cleanUp, openTestStore } from '../../../fixtures/open-stores.ts';
import { build, Model, span, sum } from '../../../fixtures/reader-model.ts';
import { epochUnixNano, hexId, logOf, requestOf, spanOf } from '../../../fixtures/telemetry.ts';
import { spanFacts } from '../facts/span-facts.ts';

/** Processes start and disks sync here; on a loaded machine that takes its time. */
const patienceMs = 60_000;
afterEach(cleanUp);

describe('a reader', () => {
  test(
    'answers as a list of everything would, whatever arrives in whatever order',
    async () => {
      const batches = fc.array(fc.array(span, { minLength: 1, maxLength: 12 }), {
        minLength: 1,
        maxLength: 6,
      });
      await fc.assert(
        fc.asyncProperty(batches, async (plans) => {
          const store = new IndexInProcess();
          try {
            const model = new Model();
            for (const plan of plans) {
              const request = requestOf('traces', plan.map(build));
              // A request groups spans by resource, so their order in it is the order of arrival.
              for (const one of decodeRequest('traces', request.body)) model.add(one);
              store.append(request);
            }
            const { reader } = store;
            const expected = model.traces();
            expect((await reader.traces()).items).toEqual(
              expected.map((trace) => expect.objectContaining(trace as object)),
            );
            for (const onlyErrors of [true, false])
              expect((await reader.traces({ onlyErrors })).items).toHaveLength(
                expected.filter((trace) => !onlyErrors || (trace as { errorCount: number }).errorCount > 0)
                  .length,
              );
            const spans = (await reader.spans({ service: 'a', kind: 'llm', limit: 1_000 })).items;
            const facts = model.spans.map(spanFacts);
            expect(new Set(spans.map(({ traceId, spanId }) => traceId + spanId))).toEqual(
              new Set(
                facts
                  .filter(({ service, kind }) => service === 'a' && kind === 'llm')
                  .map(({ traceId, spanId }) => traceId + spanId),
              ),
            );
            const overview = await reader.overview();
            expect(overview).toMatchObject({
              traceCount: expected.length,
              spanCount: facts.length,
              errorCount: facts.filter(({ status }) => status === 'error').length,
              inputTokens: sum(expected.map((trace) => (trace as { inputTokens: number }).inputTokens)),
            });
            const sessions = (await reader.sessions()).items;
            expect(sum(sessions.map(({ traceCount }) => traceCount))).toBe(
              expected.filter((trace) => (trace as { sessionId: string }).sessionId !== '').length,
            );
            expect(sum(sessions.map(({ inputTokens }) => inputTokens))).toBe(
              sum(
                expected.map((trace) => {
                  const { sessionId, inputTokens } = trace as { sessionId: string; inputTokens: number };
                  return sessionId === '' ? 0 : inputTokens;
                }),
              ),
            );
            expect((await reader.status()).duplicateCount).toBe(model.duplicates);
          } finally {
            await store.close();
          }
        }),
        { numRuns: 100 },
      );
    },
    patienceMs,
  );

  test(
    'keeps pages stable while data arrives',
    async () => {
      const store = await openTestStore();
      const at = (ms: number, n: number) =>
        spanOf({
          traceId: hexId(n, 32),
          spanId: hexId(n, 16),
          startTimeUnixNano: epochUnixNano + BigInt(ms) * 1_000_000n,
        });
      await store.append([
        requestOf(
          'traces',
          Array.from({ length: 30 }, (_, index) => at(index, index + 1)),
        ),
      ]);
      await store.indexed();
      const first = await store.reader.traces({ limit: 10 });
      await store.append([requestOf('traces', [at(100, 100), at(101, 101)])]);
      await store.indexed();
      const second = await store.reader.traces({ limit: 10, cursor: first.cursor ?? '' });
      const third = await store.reader.traces({ limit: 10, cursor: second.cursor ?? '' });
      const ids = [...first.items, ...second.items, ...third.items].map(({ traceId }) => traceId);
      expect(ids).toEqual(Array.from({ length: 30 }, (_, index) => hexId(30 - index, 32)));
      expect(third.cursor).toBeUndefined();
    },
    patienceMs,
  );

  test(
    'finds ids by prefix, and says when it is not unique',
    async () => {
      const store = await openTestStore();
      const ids = [`abcdef1${'0'.repeat(25)}`, `abcdef2${'0'.repeat(25)}`];
      await store.append([
        requestOf(
          'traces',
          ids.map((traceId) => spanOf({ traceId })),
        ),
      ]);
      await store.indexed();
      expect((await store.reader.trace({ traceId: 'ABCDEF1' }))?.summary.traceId).toBe(ids[0]);
      await expect(store.reader.trace({ traceId: 'abcdef' })).rejects.toMatchObject({
        code: 'STORE_INVALID_QUERY',
        message: expect.stringContaining('traceId'),
      });
      expect(await store.reader.trace({ traceId: '123456' })).toBeUndefined();
    },
    patienceMs,
  );

  test.each([
    ['traces', { limit: 0 }, 'limit'],
    ['traces', { limt: 5 }, 'limt'],
    ['traces', { cursor: 'ffffffffffff' }, 'cursor'],
    ['logs', { severityMin: 'loud' }, 'severityMin'],
    ['trace', {}, 'traceId'],
    ['span', { traceId: '../etc/passwd', spanId: '123456' }, 'traceId'],
    ['series', { stepMs: 1 }, 'stepMs'],
    ['traces', JSON.parse('{"__proto__": 1}'), '__proto__'],
  ] as const)(
    'names the wrong parameter of %s %j',
    async (method, query, name) => {
      const { reader } = await openTestStore();
      await expect(reader[method](query as never)).rejects.toMatchObject({
        code: 'STORE_INVALID_QUERY',
        message: expect.stringContaining(name),
      });
    },
    patienceMs,
  );

  test(
    'stops at the deadline and when cancelled',
    async () => {
      const store = await openTestStore({ durability: 'none' });
      const many = Array.from({ length: 20_000 }, (_, index) => spanOf({ spanId: hexId(index + 1, 16) }));
      await store.append([requestOf('traces', many)]);
      await store.indexed();
      await expect(store.reader.spans({ text: 'absent' }, { deadlineMs: 1 })).rejects.toMatchObject({
        code: 'STORE_DEADLINE_EXCEEDED',
      });
      const cancelled = store.reader.spans({ text: 'absent' }, { signal: AbortSignal.timeout(1) });
      await expect(cancelled).rejects.toMatchObject({ name: 'TimeoutError' });
      expect((await store.reader.spans()).items).toHaveLength(50);
    },
    patienceMs,
  );

  test(
    'follows what arrives, and goes on after a cursor without a gap or a repetition',
    async () => {
      const store = await openTestStore();
      const records = Array.from({ length: 6 }, (_, index) => spanOf({ spanId: hexId(index + 1, 16) }));
      await store.append([requestOf('traces', records.slice(0, 1))]);
      await store.indexed();
      const ended = new AbortController();
      const stream = store.reader.follow({}, { signal: ended.signal })[Symbol.asyncIterator]();
      const waiting = stream.next();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await store.append([requestOf('traces', records.slice(1, 4))]);
      const first = await waiting;
      ended.abort();
      const again = new AbortController();
      const seen: string[] = [];
      await store.append([requestOf('traces', records), requestOf('logs', [logOf({ body: 'end' })])]);
      for await (const event of store.reader.follow(
        { cursor: first.value.cursor },
        { signal: again.signal },
      )) {
        if (event.type === 'span') seen.push(event.span.spanId);
        if (event.type === 'log') break;
      }
      expect(first.value.span.spanId).toBe(hexId(2, 16));
      expect(seen).toEqual([3, 4, 5, 6].map((id) => hexId(id, 16)));
    },
    patienceMs,
  );

  test(
    'goes on between the two events of one record',
    async () => {
      const store = await openTestStore();
      const attributes = { 'exception.type': 'E' };
      const failed = spanOf({ events: [{ timeUnixNano: epochUnixNano, name: 'exception', attributes }] });
      await store.append([requestOf('traces', [failed])]);
      await store.indexed();
      const types: string[] = [];
      let cursor = hexId(0, 32).slice(0, 24);
      while (types.length < 2) {
        const ended = new AbortController();
        const stream = store.reader.follow({ cursor }, { signal: ended.signal });
        const { value } = await stream[Symbol.asyncIterator]().next();
        types.push(value.type);
        cursor = value.cursor;
        ended.abort();
      }
      expect(types).toEqual(['span', 'error']);
    },
    patienceMs,
  );
});
