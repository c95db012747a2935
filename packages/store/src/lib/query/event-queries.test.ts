import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SpanRecord } from '@sonde/otlp';
import { IndexInProcess } from '../../../fixtures/index-in-process.ts';
import { epochUnixNano, hexId, logOf, requestOf, spanOf } from '../../../fixtures/telemetry.ts';

let store: IndexInProcess;
beforeEach(() => {
  store = new IndexInProcess();
});
afterEach(() => store.close());

const traceId = hexId(1, 32);
const id = (value: number) => hexId(value, 16);

function operation(spanId: number, parent: number, kind: string, more: Partial<SpanRecord> = {}) {
  const startTimeUnixNano = epochUnixNano + BigInt(spanId) * 10_000_000n;
  return spanOf({
    traceId,
    spanId: id(spanId),
    parentSpanId: parent === 0 ? '' : id(parent),
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + 1_000_000n,
    ...more,
    attributes: {
      'sonde.operation.kind': kind,
      'sonde.operation.name': `${kind} ${spanId}`,
      ...more.attributes,
    },
  });
}

async function told() {
  const { items = [] } = (await store.reader.events({ traceId })) ?? {};
  return items.map(({ spanId, eventName, derived }) => [Number(spanId), eventName, derived]);
}

describe('events of a trace', () => {
  test('follow from its spans, each with what it is known of it', async () => {
    store.append(
      requestOf('traces', [
        operation(1, 0, 'agent', { endTimeUnixNano: epochUnixNano + 90_000_000n }),
        operation(2, 1, 'graph', {
          attributes: { 'sonde.output': '{"plan":["a"]}', 'sonde.output.size': 14 },
        }),
        operation(3, 2, 'llm', {
          statusCode: 2,
          statusMessage: 'slow down',
          attributes: { 'error.type': 'RateLimited' },
        }),
        operation(4, 2, 'vector', { attributes: { 'db.operation.name': 'search' } }),
        operation(5, 2, 'tool'),
        spanOf({ traceId, spanId: id(6), parentSpanId: id(2), name: 'GET /' }),
      ]),
    );
    expect(await told()).toEqual([
      [1, 'chat.start', true],
      [1, 'chat.message', true],
      [2, 'graph.node.enter', true],
      [2, 'graph.state.update', true],
      [2, 'graph.node.exit', true],
      [3, 'llm.request', true],
      [3, 'llm.error', true],
      [4, 'vector.search', true],
      [1, 'chat.message', true],
      [1, 'chat.complete', true],
    ]);
    const { items = [] } = (await store.reader.events({ traceId })) ?? {};
    expect(items.find(({ eventName }) => eventName === 'llm.error')).toMatchObject({
      severity: 'error',
      attributes: { 'error.type': 'RateLimited', 'exception.message': 'slow down', 'sonde.duration_ms': 1 },
    });
    expect(items.find(({ eventName }) => eventName === 'graph.state.update')?.attributes).toMatchObject({
      'sonde.state.keys': ['plan'],
      'sonde.state.size': 14,
    });
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
  });

  test('are not derived where the SDK has sent them', async () => {
    store.append(requestOf('traces', [operation(1, 0, 'llm'), operation(2, 1, 'llm')]));
    const sent = { traceId, spanId: id(1), timeUnixNano: epochUnixNano + 10_000_000n };
    store.append(
      requestOf('logs', [
        logOf({ ...sent, eventName: 'llm.request' }),
        logOf({ ...sent, eventName: 'chat.start' }),
        logOf({ ...sent, body: 'a line of a log' }),
      ]),
    );
    expect(await told()).toEqual([
      [1, 'llm.request', false],
      [1, 'chat.start', false],
      [1, 'chat.message', true],
      [1, 'llm.response', true],
      [1, 'chat.message', true],
      [1, 'chat.complete', true],
      [2, 'llm.request', true],
      [2, 'llm.response', true],
    ]);
  });

  test('begin a turn below what is no operation, and below another service', async () => {
    store.append(
      requestOf('traces', [
        spanOf({ traceId, spanId: id(1), name: 'POST /chat' }),
        operation(2, 1, 'agent'),
        operation(3, 2, 'agent'),
        { ...operation(4, 3, 'agent'), resource: spanOf({}, 'other').resource },
        operation(5, 1, 'tool', { attributes: { 'gen_ai.conversation.id': 'c' } }),
        operation(6, 7, 'agent'),
        operation(7, 6, 'step'),
      ]),
    );
    const turns = (await told()).filter(([, name]) => name === 'chat.start').map(([spanId]) => spanId);
    expect(turns).toEqual([2, 4, 5]);
  });

  test('say how many operations are beyond the limit', async () => {
    store.append(requestOf('traces', [operation(1, 0, 'llm'), operation(2, 1, 'llm')]));
    const events = await store.reader.events({ traceId, spansMax: 1 });
    expect(events?.omittedSpans).toBe(1);
    expect(new Set(events?.items.map(({ spanId }) => spanId))).toEqual(new Set([id(1)]));
  });

  test('are undefined for a trace that is not there', async () => {
    expect(await store.reader.events({ traceId: hexId(9, 32) })).toBeUndefined();
  });
});
