import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { IndexInProcess } from '../../../fixtures/index-in-process.ts';
import { copyOf, epochUnixNano, hexId, logOf, requestOf, spanOf } from '../../../fixtures/telemetry.ts';

let store: IndexInProcess;
beforeEach(() => {
  store = new IndexInProcess();
});
afterEach(() => store.close());

const traceId = hexId(1, 32);
const spanId = hexId(1, 16);
const spanWithException = spanOf({
  traceId,
  spanId,
  statusCode: 2,
  events: [
    {
      timeUnixNano: epochUnixNano,
      name: 'exception',
      attributes: { 'exception.type': 'TypeError', 'exception.message': 'no 17' },
    },
  ],
});
const exceptionLog = logOf({
  traceId,
  spanId,
  eventName: 'gen_ai.execute_tool.exception',
  severityNumber: 17,
  attributes: {
    'exception.type': 'TypeError',
    'exception.message': 'no 17',
    'exception.stacktrace': 'TypeError: no 17\n    at run (/app/src/run.ts:1:1)',
    'sonde.operation.kind': 'tool',
    'gen_ai.tool.name': 'search',
    'sonde.context.input': '{"query":"x"}',
    'sonde.context.ancestors': [{ name: 'agent', ['__proto__']: 'y' }],
    'sonde.context.elapsed_ms': 12.5,
    ['__proto__']: 'hostile',
  },
});

describe('errors', () => {
  test.each([
    ['span first', [requestOf('traces', [spanWithException]), requestOf('logs', [exceptionLog])]],
    ['log first', [requestOf('logs', [exceptionLog]), requestOf('traces', [spanWithException])]],
  ])('count once when span and log report them, %s', async (_, entries) => {
    for (const entry of entries) store.append(entry);
    const { items } = await store.reader.errors();
    expect(items.map(({ eventName }) => eventName)).toEqual(['gen_ai.execute_tool.exception']);
    expect((await store.reader.errorGroups()).items.map(({ count }) => count)).toEqual([1]);
    expect((await store.reader.trace({ traceId }))?.summary.errorCount).toBe(1);
  });

  test('show the stack of their sources, where it is known', async () => {
    const sources = 'TypeError: no 17\n    at run (/app/src/run.ts:9:3)';
    const { record } = exceptionLog;
    const attributes = { ...record.attributes, 'sonde.exception.source_stacktrace': sources };
    store.append(requestOf('logs', [{ ...exceptionLog, record: { ...record, attributes } }]));
    const [error] = (await store.reader.errors({ traceId })).items;
    expect(error?.stacktrace).toBe(sources);
    expect(error?.thrownStacktrace).toBe('TypeError: no 17\n    at run (/app/src/run.ts:1:1)');
  });

  describe('whose sources are told later', () => {
    const fingerprint = 'v1:0123456789abcdef';
    const thrownAt = (id: number, stack: string) => ({
      ...logOf({ traceId: hexId(id, 32), spanId, eventName: 'gen_ai.execute_tool.exception' }).record,
      attributes: {
        'sonde.exception.fingerprint': fingerprint,
        'exception.type': 'TypeError',
        'exception.stacktrace': stack,
      },
    });
    const compiled = 'TypeError: no 17\n    at run (/app/dist/a.js:1:900)\n    at /app/dist/a.js:1:70';
    const sources = 'TypeError: no 17\n    at run (/app/src/run.ts:9:3)\n    at /app/src/main.ts:4:1';
    const sourceEvent = logOf({
      traceId: hexId(1, 32),
      spanId,
      eventName: 'sonde.exception.source',
      attributes: {
        'sonde.exception.fingerprint': fingerprint,
        'sonde.exception.source_stacktrace': sources,
        'code.file.path': '/app/src/run.ts',
        'code.line.number': 9,
      },
    });
    const stackOf = async (id: number) =>
      (await store.reader.errors({ traceId: hexId(id, 32) })).items.map(({ stacktrace }) => stacktrace);

    test('show them, and where the code stands, in whatever order they arrive', async () => {
      store.append(requestOf('logs', [sourceEvent, logOf(thrownAt(1, compiled))]));
      const [error] = (await store.reader.errors({ fingerprint })).items;
      expect(error).toMatchObject({ stacktrace: sources, thrownStacktrace: compiled });
      expect(error?.attributes).toMatchObject({ 'code.file.path': '/app/src/run.ts', 'code.line.number': 9 });
    });

    test('show those of another trace only where that went through the same functions', async () => {
      const other = compiled.replace('run', 'walk');
      store.append(requestOf('logs', [sourceEvent, logOf(thrownAt(2, compiled)), logOf(thrownAt(3, other))]));
      expect(await stackOf(2)).toEqual([sources]);
      expect(await stackOf(3)).toEqual([other]);
    });

    test('are no exceptions themselves', async () => {
      store.append(requestOf('logs', [sourceEvent]));
      expect((await store.reader.errors()).items).toEqual([]);
      expect((await store.reader.errorGroups()).items).toEqual([]);
    });
  });

  test('come with the resource that reported them', async () => {
    store.append(requestOf('traces', [spanWithException]));
    store.append(requestOf('logs', [logOf({ ...exceptionLog.record, traceId: hexId(2, 32) })]));
    const resources = (await store.reader.errors()).items.map(({ resource }) => resource['service.name']);
    expect(resources).toEqual(['svc', 'svc']);
  });

  test('carry their context', async () => {
    store.append(requestOf('logs', [exceptionLog]));
    const [error] = (await store.reader.errors({ traceId })).items;
    expect(error).toMatchObject({
      type: 'TypeError',
      operation: 'search',
      kind: 'tool',
      input: { query: 'x' },
      elapsedMs: 12.5,
      fingerprint: expect.stringMatching(/^v1:[0-9a-f]{16}$/),
    });
    expect(Object.keys(error?.attributes ?? {})).toContain('__proto__');
    expect(JSON.stringify(error)).toContain('hostile');
  });

  test('of foreign spans form groups by masked message', async () => {
    const at = (id: number, message: string) =>
      spanOf({
        spanId: hexId(id, 16),
        events: [
          {
            timeUnixNano: epochUnixNano + BigInt(id),
            name: 'exception',
            attributes: { 'exception.type': 'Timeout', 'exception.message': message },
          },
        ],
      });
    store.append(requestOf('traces', [at(1, 'after 10 ms'), at(2, 'after 20 ms'), at(3, 'refused')]));
    const groups = (await store.reader.errorGroups()).items;
    expect(groups.map(({ count, message }) => [count, message])).toEqual([
      [1, 'refused'],
      [2, 'after 20 ms'],
    ]);
    const fingerprint = groups[1]?.fingerprint ?? '';
    const first = await store.reader.errors({ fingerprint, limit: 1 });
    const second = await store.reader.errors({ fingerprint, limit: 1, cursor: first.cursor ?? '' });
    expect([...first.items, ...second.items].map(({ message }) => message)).toEqual([
      'after 20 ms',
      'after 10 ms',
    ]);
  });

  test('without any exception are found by the status of their span', async () => {
    store.append(requestOf('traces', [spanOf({ statusCode: 2 }), spanOf({ traceId: hexId(2, 32) })]));
    expect((await store.reader.traces({ onlyErrors: true })).items.map((trace) => trace.traceId)).toEqual([
      traceId,
    ]);
  });
});

describe('logs', () => {
  test('are found by severity, text, event name, session and trace', async () => {
    store.append(requestOf('traces', [spanOf({ attributes: { 'session.id': 's' } })]));
    store.append(
      requestOf('logs', [
        logOf({ body: 'Quiet', severityNumber: 5 }),
        logOf({ body: 'Loud', severityNumber: 17, traceId, spanId }),
        logOf({ body: { a: 1 }, eventName: 'chat.start', timeUnixNano: epochUnixNano + 1n }),
      ]),
    );
    const messages = async (query: object) =>
      (await store.reader.logs(query)).items.map(({ message }) => message);
    expect(await messages({})).toEqual(['{"a":1}', 'Loud', 'Quiet']);
    expect(await messages({ severityMin: 'error' })).toEqual(['Loud']);
    expect(await messages({ text: 'QUI' })).toEqual(['Quiet']);
    expect(await messages({ eventName: 'chat.start' })).toEqual(['{"a":1}']);
    expect(await messages({ sessionId: 's' })).toEqual(['Loud']);
    expect(await messages({ traceId })).toEqual(['Loud']);
    expect((await store.reader.trace({ traceId }))?.logs).toHaveLength(1);
  });

  test('of a trace without spans are shown with it', async () => {
    store.append(requestOf('logs', [logOf({ traceId: hexId(7, 32), body: 'alone' })]));
    const trace = await store.reader.trace({ traceId: hexId(7, 32) });
    expect(trace).toMatchObject({ spans: [], summary: { complete: false, logCount: 1 } });
    expect((await store.reader.traces()).items).toEqual([]);
  });
});

describe('copies', () => {
  test('count from their checkpoint on: what was cut off before it is dropped', async () => {
    const whole = copyOf([logOf({ body: 'one' }), logOf({ body: 'two' })], {
      spool: 's/1-a',
      segment: 1,
      offset: 99,
    });
    if (whole.type !== 'copy') throw new Error('a copy');
    // As a process leaves it that dies in the middle: the first record, no checkpoint, then the copy again.
    store.appendTorn(whole.frames.slice(0, 1));
    store.append(whole);
    expect((await store.reader.logs()).items.map(({ message }) => message).sort()).toEqual(['one', 'two']);
    expect((await store.reader.status()).logCount).toBe(2);
  });
});

describe('latency findings', () => {
  test('are read with their window and exemplars', async () => {
    const attributes = {
      'sonde.operation.name': 'search',
      'sonde.operation.kind': 'tool',
      'sonde.latency.measure': 'duration',
      'sonde.latency.detector': 'release',
      'sonde.latency.release_before': '1.3.0',
      'sonde.latency.current_ms': 30,
      'sonde.latency.baseline_ms': 10,
      'sonde.latency.window_ms': [29, 31],
      'sonde.latency.exemplars': [{ traceId, spanId, durationMs: 31 }],
    };
    store.append(requestOf('logs', [logOf({ eventName: 'sonde.latency_variance', attributes })]));
    expect((await store.reader.latencyFindings({ operation: 'search' })).items).toMatchObject([
      {
        kind: 'tool',
        detector: 'release',
        releaseBefore: '1.3.0',
        currentMs: 30,
        windowMs: [29, 31],
        exemplars: [{ traceId, spanId, durationMs: 31 }],
      },
    ]);
    expect((await store.reader.latencyFindings({ operation: 'other' })).items).toEqual([]);
  });
});
